package io.understudy.core.mirror;

import static io.understudy.core.mirror.Samples.writes;

import io.understudy.core.port.Txn;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Objects that outgrow the target, as the tail translates them. */
class TooLargeTest extends TranslatorCase {

  @Test
  void anObjectThatIsCreatedTooLargeIsNotSent() {
    tooLargeFrom = 1;
    assertWrites(happens(put(CONFIG, "c")), List.of(), List.of());
  }

  @Test
  void anObjectThatGrowsTooLargeLeavesAndParksItsDependents() {
    happens(put(CONFIG, "c"));
    happens(put(DEEPER, "deeper", "c"));

    var grown = put(CONFIG, "c");
    tooLargeFrom = source.get(CONFIG).value().length();
    assertWrites(happens(grown), List.of(park(DEEPER), remove(CONFIG)), List.of());
  }

  @Test
  void whenItShrinksItComesBackAndItsDependentsFollow() {
    tooLargeFrom = 1;
    happens(put(CONFIG, "c"));
    tooLargeFrom = Integer.MAX_VALUE;
    happens(put(DEEPER, "deeper", "c"));

    assertWrites(happens(put(CONFIG, "c")), List.of(), List.of(mirror(CONFIG), unpark(DEEPER)));
  }

  @Test
  void aParkedObjectThatGrowsTooLargeLosesItsCopy() {
    happens(put(DEPLOYMENT, "d"));
    tooLargeFrom = 1;
    assertWrites(
        happens(put(DEPLOYMENT, "d")),
        List.of(),
        List.of(writes(DEPLOYMENT, Txn.delete(Samples.KEYS.parked(DEPLOYMENT)))));
  }

  @Test
  void whatIsLeftOutIsNotBlocked() {
    tooLargeFrom = 1;
    assertWrites(happens(put(POD, "p")), List.of(), List.of());
  }
}
