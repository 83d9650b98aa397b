package io.understudy.core.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {

  private final Tally tally = new Tally(new GcLimits(1, 1, 1, Duration.ZERO, 1, 2, 2));

  @Test
  void theFirstObjectsAreNamedTheWorstVerdictsFirst() {
    judged(GcVerdict.UNRESOLVED, "a/1");
    judged(GcVerdict.UNRESOLVED, "a/2");
    judged(GcVerdict.KEPT, "a/9");
    judged(GcVerdict.DELETED, "a/3");
    assertThat(tally.picks())
        .extracting(Tally.Pick::verdict)
        .containsExactly(GcVerdict.DELETED, GcVerdict.UNRESOLVED);
    judged(GcVerdict.DELETED, "a/4");
    judged(GcVerdict.DELETED, "a/5");
    assertThat(tally.picks()).extracting(Tally.Pick::key).containsExactly(key("a/3"), key("a/4"));
  }

  @Test
  void groupsAreBoundedAndWhatIsInNoneIsCounted() {
    judged(GcVerdict.DELETED, "a/1");
    judged(GcVerdict.DELETED, "b/1");
    judged(GcVerdict.DELETED, "b/2");
    judged(GcVerdict.DELETED, "c/1");
    judged(GcVerdict.DELETED, "a/2");
    judged(GcVerdict.DELETED, "b/3");
    GcReport.Answer answer = tally.answer(9, List.of());
    assertThat(answer.groups())
        .containsExactly(
            new GcReport.Group(GcVerdict.DELETED, "mice.example.com", "b", 3),
            new GcReport.Group(GcVerdict.DELETED, "mice.example.com", "a", 2));
    assertThat(answer.ungrouped()).isOne();
    assertThat(answer.unsafe()).isEqualTo(6);
    assertThat(answer.withOwners()).isEqualTo(6);
  }

  private void judged(GcVerdict verdict, String name) {
    tally.judged(key(name), false, verdict, List.of());
  }

  private static Bytes key(String name) {
    return Bytes.utf8("/registry/example.com/mice/" + name);
  }
}
