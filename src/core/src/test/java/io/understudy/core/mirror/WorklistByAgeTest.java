package io.understudy.core.mirror;

import static io.understudy.core.mirror.Samples.CLASSIFIER;
import static io.understudy.core.mirror.Samples.facts;
import static io.understudy.core.mirror.Samples.key;
import static io.understudy.core.mirror.Samples.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What hides its owners comes in by age. */
class WorklistByAgeTest {

  private static final Bytes FIRST = key("things/first");
  private static final Bytes SECOND = key("secrets/second");
  private static final Bytes READABLE = key("configmaps/readable");

  private final RegistryIndex index = new RegistryIndex(true);
  private final Worklist worklist = new Worklist(index);

  @BeforeEach
  void everythingIsInTheIndex() {
    worklist.ownersKnown();
  }

  @Test
  void theOldestComesFirst() {
    encrypted(SECOND, 20);
    encrypted(FIRST, 10);

    assertThat(worklist.ready()).isEmpty();
    assertThat(worklist.nextByAge(false)).containsExactly(FIRST, SECOND);
  }

  @Test
  void anythingOlderThatIsStillToComeHoldsItBack() {
    encrypted(FIRST, 10);
    readable(READABLE, 15);
    encrypted(SECOND, 20);

    assertThat(worklist.nextByAge(false)).containsExactly(FIRST);
    worklist.settled(FIRST);
    assertThat(worklist.nextByAge(false)).isEmpty();
    worklist.settled(READABLE);
    assertThat(worklist.nextByAge(false)).containsExactly(SECOND);
  }

  @Test
  void anOlderOneThatHasToLeaveFirstHoldsItBackToo() {
    readable(READABLE, 5);
    encrypted(FIRST, 10);
    worklist.leave(READABLE, facts(object(READABLE, "another life", 1)), true);

    assertThat(worklist.nextByAge(false)).isEmpty();
  }

  @Test
  void whatIsParkedOrGoneHoldsNothingBack() {
    Bytes parked = key("deployments/d");
    readable(parked, 5);
    worklist.add(key("configmaps/gone"));
    encrypted(FIRST, 10);

    assertThat(worklist.nextByAge(false)).containsExactly(FIRST);
  }

  @Test
  void whereEachWaitsForTheOtherTheOldestEncryptedOneComes() {
    readable(READABLE, 5, "first");
    encrypted(SECOND, 20);
    encrypted(FIRST, 10);

    assertThat(worklist.nextByAge(false)).isEmpty();
    assertThat(worklist.nextByAge(true)).containsExactly(FIRST);
  }

  @Test
  void anEncryptedObjectThatIsParkedWaitsForNothing() {
    Bytes parked = key("deployments/d");
    encrypted(parked, 10);

    assertThat(worklist.ready()).containsExactly(parked);
    assertThat(worklist.nextByAge(true)).isEmpty();
  }

  @Test
  void theYoungestLeavesFirst() {
    worklist.leave(FIRST, encryptedFacts(FIRST, 10), false);
    worklist.leave(SECOND, encryptedFacts(SECOND, 20), false);
    worklist.leave(READABLE, facts(object(READABLE, "r", 15)), false);

    assertThat(worklist.leavingOrder()).containsExactly(SECOND, READABLE, FIRST);
  }

  private void encrypted(Bytes key, long createRevision) {
    index.apply(List.of(new RegistryIndex.Change.Put(encryptedFacts(key, createRevision))));
    worklist.add(key);
  }

  private static Facts encryptedFacts(Bytes key, long createRevision) {
    Bytes value = Bytes.utf8("k8s:enc:kms:v2:vault:bytes");
    return Facts.of(
        CLASSIFIER.classify(new KeyValue(key, value, createRevision, createRevision, 1, 0)));
  }

  private void readable(Bytes key, long createRevision, String... owners) {
    index.apply(
        List.of(
            new RegistryIndex.Change.Put(
                facts(object(key, "uid of " + key.utf8(), createRevision, owners)))));
    worklist.add(key);
  }
}
