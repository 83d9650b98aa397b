package io.understudy.core.mirror;

import static io.understudy.core.mirror.Samples.CLASSIFIER;
import static io.understudy.core.mirror.Samples.KEYS;
import static io.understudy.core.mirror.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.core.port.Txn;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The mirror's first write came after revision 10; history is read from 20 on. */
class DriftLogTest {

  private static final Bytes MIRRORED = key("configmaps/mirrored");
  private static final Bytes OTHER = key("configmaps/other");
  private static final Bytes POD = key("pods/p");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Bytes RECORD = KEYS.foreign(OTHER);

  private final RegistryIndex index = new RegistryIndex(true);
  private final DriftLog log = log(Set.of());
  private long revision = 20;

  DriftLogTest() {
    KeyValue mirrored = Samples.object(MIRRORED, "m", 1);
    index.apply(List.of(new RegistryIndex.Change.Put(Samples.facts(mirrored))));
  }

  private static DriftLog log(Set<Bytes> foreign) {
    return new DriftLog(CLASSIFIER, KEYS, 10, foreign, 20);
  }

  private List<Bytes> read(Change... changes) {
    return read(log, changes);
  }

  private List<Bytes> read(DriftLog log, Change... changes) {
    return log.read(new Revision(++revision, List.of(changes)), index, NOW).stream()
        .map(Drift::key)
        .toList();
  }

  private Change created(Bytes key) {
    return put(key, revision + 1);
  }

  private Change put(Bytes key, long createRevision) {
    return new Change.Put(
        new KeyValue(key, Samples.value("u", "x"), createRevision, revision + 1, 1, 0));
  }

  private static Change deleted(Bytes key) {
    return new Change.Delete(key);
  }

  @Nested
  class WhatOthersWrite {

    @Test
    void aKeyInScopeThatOnlyTheyCreatedIsForeign() {
      assertThat(read(created(OTHER))).containsExactly(OTHER);

      assertThat(log.isForeign(OTHER)).isTrue();
      assertThat(log.readTo()).isEqualTo(21);
    }

    @Test
    void anUpdateOfWhatTheMirrorWroteIsDriftOnly() {
      assertThat(read(put(MIRRORED, 15))).containsExactly(MIRRORED);

      assertThat(log.foreign()).isEmpty();
    }

    @Test
    void aMirroredKeyThatTheyRecreateIsDriftOnly() {
      assertThat(read(created(MIRRORED))).containsExactly(MIRRORED);

      assertThat(log.foreign()).isEmpty();
    }

    @Test
    void aDeleteOfWhatTheMirrorWroteIsDrift() {
      assertThat(read(deleted(MIRRORED))).containsExactly(MIRRORED);
    }

    @Test
    void anUpdateOfWhatTheMirrorOnceWroteButNoLongerWantsIsDriftOnly() {
      assertThat(read(put(OTHER, 15))).containsExactly(OTHER);

      assertThat(log.foreign()).isEmpty();
    }

    @Test
    void anUpdateOfWhatWasThereBeforeTheMirrorIsForeign() {
      assertThat(read(put(OTHER, 10))).containsExactly(OTHER);

      assertThat(log.isForeign(OTHER)).isTrue();
    }

    @Test
    void aForeignKeyThatTheyDeleteIsForgotten() {
      read(created(OTHER));

      assertThat(read(deleted(OTHER))).containsExactly(OTHER);
      assertThat(log.isForeign(OTHER)).isFalse();
    }

    @Test
    void itTellsWhatWasDoneAtWhichRevisionAndWhen() {
      List<Drift> drift =
          log.read(new Revision(30, List.of(created(OTHER), deleted(MIRRORED))), index, NOW);

      assertThat(drift)
          .containsExactly(
              new Drift(OTHER, 30, false, NOW, ""), new Drift(MIRRORED, 30, true, NOW, ""));
    }

    @Test
    void itTellsWhichFieldManagerWroteLast() {
      String object =
          """
          {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "x", "managedFields": [
            {"manager": "kubectl", "operation": "Update", "time": "2026-01-02T00:00:00Z"},
            {"manager": "helm", "operation": "Apply", "time": "2026-01-01T00:00:00Z"}]}}
          """;
      KeyValue kv = new KeyValue(OTHER, Bytes.utf8(object), 30, 30, 1, 0);

      assertThat(log.read(new Revision(30, List.of(new Change.Put(kv))), index, NOW))
          .extracting(Drift::manager)
          .containsExactly("kubectl");
    }

    @Test
    void aDeleteOfWhatNobodyCountedIsNothing() {
      assertThat(read(deleted(OTHER))).isEmpty();
    }

    @Test
    void whatIsOutOfScopeIsTheirOwnAffair() {
      assertThat(read(created(POD), deleted(key("pods/q")))).isEmpty();

      assertThat(log.foreign()).isEmpty();
    }

    @Test
    void aKeyThatTheSourceParksIsForeignWhereTheyCreateIt() {
      Bytes deployment = key("deployments/d");
      index.apply(
          List.of(new RegistryIndex.Change.Put(Samples.facts(Samples.object(deployment, "d", 1)))));

      assertThat(read(created(deployment))).containsExactly(deployment);
      assertThat(log.isForeign(deployment)).isTrue();
    }

    @Test
    void recordsOfUnderstudyAreNoDrift() {
      assertThat(read(created(KEYS.paused()), created(KEYS.term()), created(KEYS.parked(OTHER))))
          .isEmpty();
      assertThat(log.foreign()).isEmpty();
    }
  }

  @Nested
  class WhatTheMirrorWrites {

    @Test
    void itsOwnRevisionsShowByTheCheckpointOrTheCopyRecord() {
      assertThat(read(created(KEYS.checkpoint()), created(OTHER))).isEmpty();
      assertThat(read(created(KEYS.copying()), deleted(OTHER))).isEmpty();

      assertThat(log.foreign()).isEmpty();
    }

    @Test
    void aForeignKeyThatTheMirrorWritesOrDeletesIsForgotten() {
      read(created(OTHER));
      read(put(OTHER, 21), created(KEYS.checkpoint()));
      assertThat(log.isForeign(OTHER)).isFalse();

      read(created(OTHER));
      read(created(KEYS.checkpoint()), deleted(OTHER));
      assertThat(log.isForeign(OTHER)).isFalse();
    }
  }

  @Nested
  class Records {

    @Test
    void whatTheTargetHasOnRecordIsForeignAndNotWrittenAgain() {
      DriftLog known = log(Set.of(OTHER));

      assertThat(known.isForeign(OTHER)).isTrue();
      read(known, created(OTHER));
      known.note(Map.of(OTHER, 21L), NOW);
      assertThat(known.hasUnwritten()).isFalse();
    }

    @Test
    void aNewForeignKeyIsToBePutOnRecordOnce() {
      read(created(OTHER));

      assertThat(log.hasUnwritten()).isTrue();
      assertThat(log.takeUnwritten(10))
          .containsExactly(
              Txn.put(
                  RECORD,
                  Bytes.utf8(
                      "{\"version\":1,\"revision\":21,\"seenAt\":\"2026-01-01T00:00:00Z\"}")));
      assertThat(log.hasUnwritten()).isFalse();
      assertThat(log.takeUnwritten(10)).isEmpty();
    }

    @Test
    void aForgottenKeyIsToBeTakenOffTheRecord() {
      DriftLog known = log(Set.of(OTHER));

      read(known, deleted(OTHER));

      assertThat(known.takeUnwritten(10)).containsExactly(Txn.delete(RECORD));
    }

    @Test
    void ofSeveralChangesOfOneKeyOnlyTheLastIsWritten() {
      read(created(OTHER));
      read(deleted(OTHER));
      read(created(OTHER));
      read(deleted(OTHER));

      assertThat(log.takeUnwritten(10)).containsExactly(Txn.delete(RECORD));
    }

    @Test
    void asManyAreTakenAsThereIsRoomFor() {
      log.note(
          Map.of(key("configmaps/1"), 1L, key("configmaps/2"), 2L, key("configmaps/3"), 3L), NOW);

      assertThat(log.takeUnwritten(0)).isEmpty();
      assertThat(log.takeUnwritten(2)).hasSize(2);
      assertThat(log.takeUnwritten(2)).hasSize(1);
    }

    @Test
    void aKeyThatHasNoPlaceForARecordIsKnownWithoutOne() {
      Bytes key = Bytes.utf8("no-slash");

      log.note(Map.of(key, 21L), NOW);

      assertThat(log.isForeign(key)).isTrue();
      assertThat(log.hasUnwritten()).isFalse();
    }
  }

  @Nested
  class Comparisons {

    @Test
    void whatAComparisonFoundAreAllTheForeignKeys() {
      DriftLog known = log(Set.of(OTHER));
      Bytes found = key("configmaps/found");

      known.beginComparison();
      known.endComparison(Map.of(found, 21L), KeyRange.ALL, NOW);

      assertThat(known.foreign()).containsExactly(found);
    }

    @Test
    void aComparisonSaysNothingOfKeysItDidNotWalk() {
      Bytes within = key("configmaps/gone");
      Bytes beyond = Bytes.utf8("/elsewhere/x");
      DriftLog known = log(Set.of(within, beyond));

      known.beginComparison();
      known.endComparison(Map.of(), KeyRange.prefix(Bytes.utf8("/registry/")), NOW);

      assertThat(known.foreign()).containsExactly(beyond);
    }

    @Test
    void whatHistoryTouchedMeanwhileHistoryKnowsBetter() {
      Bytes gone = key("configmaps/gone");
      DriftLog known = log(Set.of(gone));

      known.beginComparison();
      read(known, created(OTHER), deleted(gone));
      known.endComparison(Map.of(gone, 21L), KeyRange.ALL, NOW);

      assertThat(known.foreign()).containsExactly(OTHER);
    }

    @Test
    void theMirrorsOwnWritesMeanwhileCountAsTouches() {
      log.beginComparison();
      read(created(KEYS.checkpoint()), created(OTHER));
      log.endComparison(Map.of(OTHER, 21L), KeyRange.ALL, NOW);

      assertThat(log.foreign()).isEmpty();
    }

    @Test
    void ofTheMirrorsOwnWritesOnlyThoseToKeysThatWereFoundAreKept() {
      log.beginComparison();
      for (int i = 0; i < 2_000; i++) {
        read(created(KEYS.checkpoint()), created(key("configmaps/own-" + i)));
      }
      read(created(KEYS.checkpoint()), created(OTHER));
      assertThat(log.touchedKeys()).isEqualTo(2_001);

      log.comparedSoFar(Set.of(OTHER));

      assertThat(log.touchedKeys()).isEqualTo(1);
      log.endComparison(Map.of(OTHER, 21L), KeyRange.ALL, NOW);
      assertThat(log.foreign()).isEmpty();
    }

    @Test
    void whatWasTouchedBeforeAComparisonDoesNotCount() {
      log.beginComparison();
      read(created(OTHER));
      log.endComparison(Map.of(), KeyRange.ALL, NOW);
      log.beginComparison();
      log.endComparison(Map.of(), KeyRange.ALL, NOW);

      assertThat(log.foreign()).isEmpty();
    }

    @Test
    void afterAGapNothingIsClaimedUntilAComparisonEnds() {
      assertThat(log.isComplete()).isTrue();
      log.gap();
      assertThat(log.isComplete()).isFalse();
      log.skipTo(40);
      assertThat(log.readTo()).isEqualTo(40);
      assertThat(log.isComplete()).isFalse();

      log.beginComparison();
      assertThat(log.isComplete()).isFalse();
      log.endComparison(Map.of(), KeyRange.ALL, NOW);
      assertThat(log.isComplete()).isTrue();
    }

    @Test
    void historyThatCanBeReadAfterAllNeedsNoComparison() {
      log.gap();
      log.rewindTo(15);

      assertThat(log.isComplete()).isTrue();
      assertThat(log.readTo()).isEqualTo(15);
    }
  }
}
