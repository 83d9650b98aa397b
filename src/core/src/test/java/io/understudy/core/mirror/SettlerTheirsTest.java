package io.understudy.core.mirror;

import static io.understudy.core.mirror.Samples.CLASSIFIER;
import static io.understudy.core.mirror.Samples.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.equality.DifferenceClass;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Placement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a running standby itself maintains, and what is too large: the target equalled W = 20. */
class SettlerTheirsTest {

  private static final Bytes KEY = Samples.key("configmaps/a");
  private static final Settler REWRITING =
      new Settler(CLASSIFIER, List.of(CLASSIFIER), KEYS, Prune.MIRRORED, 20);
  private static final Settler LEAVING = REWRITING.leavingTheirs(20);

  @Test
  void aStatusThatTheStandbyReportedIsLeftAlone() {
    assertThat(settle(LEAVING, object(20, "a"), object(99, "b"), null))
        .isEqualTo(new Settlement.Standbys(DifferenceClass.STATUS_ONLY, List.of()));
    assertThat(settle(REWRITING.whileTailing(), object(500, "a"), object(99, "b"), null))
        .isEqualTo(new Settlement.Standbys(DifferenceClass.STATUS_ONLY, List.of()));
  }

  @Test
  void aStatusThatTheSourceChangedWhileNobodyWatchedIsRecopied() {
    KeyValue wanted = object(21, "a");

    assertThat(settle(LEAVING, wanted, object(19, "b"), null))
        .isEqualTo(new Settlement.Write(List.of(Txn.put(KEY, wanted.value()))));
  }

  @Test
  void whereNothingIsKnownOfTheTargetAllIsRecopied() {
    KeyValue wanted = object(5, "a");

    assertThat(settle(REWRITING, wanted, object(19, "b"), null))
        .isEqualTo(new Settlement.Write(List.of(Txn.put(KEY, wanted.value()))));
  }

  @Test
  void contentIsRecopiedAlways() {
    KeyValue wanted = object(20, "a");
    KeyValue changed =
        new KeyValue(
            KEY, Bytes.utf8(wanted.value().utf8().replace("\"n\":1", "\"n\":2")), 1, 99, 1, 0);

    assertThat(settle(REWRITING.whileTailing(), wanted, changed, null))
        .isEqualTo(new Settlement.Write(List.of(Txn.put(KEY, wanted.value()))));
  }

  @Test
  void aParkedCopyBesideItGoesAllTheSame() {
    KeyValue parked = new KeyValue(KEYS.parked(KEY), Bytes.utf8("{}"), 1, 1, 1, 0);

    assertThat(settle(LEAVING, object(20, "a"), object(99, "b"), parked))
        .isEqualTo(
            new Settlement.Standbys(
                DifferenceClass.STATUS_ONLY, List.of(Txn.delete(KEYS.parked(KEY)))));
  }

  @Test
  void ofAnObjectThatIsTooLargeTheTargetKeepsNothing() {
    KeyValue parked = new KeyValue(KEYS.parked(KEY), Bytes.utf8("{}"), 1, 1, 1, 0);

    assertThat(blocked(null, null)).isEqualTo(new Settlement.Settled());
    assertThat(blocked(null, parked))
        .isEqualTo(new Settlement.Write(List.of(Txn.delete(KEYS.parked(KEY)))));
    assertThat(blocked(object(10, "smaller"), null))
        .isEqualTo(new Settlement.Leave(List.of(Txn.delete(KEY)), false));
  }

  @Test
  void somebodyElsesObjectUnderItsKeyIsForeign() {
    KeyValue theirs = new KeyValue(KEY, Samples.value("another", "x"), 30, 30, 1, 0);

    assertThat(blocked(theirs, null)).isEqualTo(new Settlement.Foreign(List.of()));
  }

  private static Settlement settle(
      Settler settler, KeyValue wanted, @Nullable KeyValue visible, @Nullable KeyValue parked) {
    return settler.settle(KEY, wanted, Placement.MIRROR, visible, parked, kv -> true);
  }

  private static Settlement blocked(@Nullable KeyValue visible, @Nullable KeyValue parked) {
    return REWRITING.settle(KEY, object(20, "a"), Placement.BLOCKED, visible, parked, kv -> false);
  }

  private static KeyValue object(long revision, String status) {
    String json =
        """
        {"apiVersion":"v1","kind":"Thing","metadata":{"name":"x","uid":"u"},"spec":{"n":1},\
        "status":"%s"}"""
            .formatted(status);
    return new KeyValue(KEY, Bytes.utf8(json), 1, revision, 1, 0);
  }
}
