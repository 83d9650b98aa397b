package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.Checkpoint.Phase;
import io.understudy.core.control.Checkpoint.SourceId;
import io.understudy.core.control.ResyncRequest;
import io.understudy.core.mirror.Sources.Observed;
import io.understudy.core.mirror.Sources.Start;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.KeyValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SourcesTest {

  private static final Bytes LAST = Bytes.utf8("/registry/configmaps/ns/a");
  private static final EtcdStatus TARGET = status(0xbbb, 3, 500);
  private static final Checkpoint TAIL =
      Checkpoint.first(new SourceId(0xaaa, 7), 1, Instant.EPOCH, "rules")
          .inPhase(Phase.TAIL)
          .at(100, Instant.EPOCH)
          .lastApplied(LAST, 90);

  private static EtcdStatus status(long clusterId, long raftTerm, long revision) {
    return EtcdStatus.of(clusterId, raftTerm, revision, "3.5.30");
  }

  private static KeyValue lastKeyAt(long revision) {
    return new KeyValue(LAST, Bytes.EMPTY, 1, revision, 1, 0);
  }

  private static Observed source(EtcdStatus source) {
    return new Observed(source, TARGET, lastKeyAt(90), true);
  }

  private static Observed sound() {
    return source(status(0xaaa, 7, 120));
  }

  private static Observed withLastKey(@Nullable KeyValue last) {
    return new Observed(status(0xaaa, 7, 120), TARGET, last, true);
  }

  private static Observed compacted() {
    return new Observed(status(0xaaa, 7, 120), TARGET, null, false);
  }

  private static Start decide(Observed seen, @Nullable Checkpoint checkpoint) {
    return Sources.decide(seen, checkpoint, "rules", null);
  }

  private static Start decideAsked(Observed seen, ResyncRequest asked) {
    return Sources.decide(seen, TAIL, "rules", asked);
  }

  private static void assertDiffers(Start start, Phase phase, String why) {
    assertThat(start)
        .isInstanceOfSatisfying(
            Start.Differ.class,
            differ -> {
              assertThat(differ.phase()).isEqualTo(phase);
              assertThat(differ.why()).contains(why);
            });
  }

  private static void assertRefused(Start start, String remedy, String... why) {
    assertThat(start)
        .isInstanceOfSatisfying(
            Start.Refuse.class,
            refuse -> {
              assertThat(refuse.why()).contains(why);
              assertThat(refuse.remedy()).contains(remedy);
            });
  }

  @Test
  void aTailThatEndedWellIsResumed() {
    assertThat(decide(sound(), TAIL)).isEqualTo(new Start.Resume());
  }

  @Test
  void aSourceWhoseRaftTermGrewIsTheSameSource() {
    assertThat(decide(source(status(0xaaa, 8, 100)), TAIL)).isEqualTo(new Start.Resume());
  }

  @Test
  void withoutACheckpointAllIsCopied() {
    assertDiffers(decide(sound(), null), Phase.COPY, "no checkpoint yet");
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"COPY", "RESYNC"})
  void aDifferenceThatDidNotEndIsBegunAgain(Phase phase) {
    assertDiffers(decide(sound(), TAIL.inPhase(phase)), Phase.RESYNC, "did not end");
  }

  @Test
  void aFirstCopyThatDidNotEndIsStillACopy() {
    Checkpoint copying = Checkpoint.first(new SourceId(0xaaa, 7), 1, Instant.EPOCH, "rules");

    assertDiffers(decide(sound(), copying), Phase.COPY, "did not end");
  }

  @Test
  void aChangeThatWasLeftBetweenItsPartsNeedsADifference() {
    assertDiffers(decide(sound(), TAIL.inParts(true)), Phase.RESYNC, "in parts");
  }

  @Test
  void otherRulesNeedADifference() {
    assertDiffers(decide(sound(), TAIL.under("others")), Phase.RESYNC, "rules changed");
  }

  @Test
  void aWatermarkThatTheSourceCompactedNeedsADifference() {
    assertDiffers(decide(compacted(), TAIL), Phase.RESYNC, "compacted revision 100");
  }

  @Test
  void anOperatorGetsADifferenceEvenFromAnotherSource() {
    Observed other = source(status(0xccc, 1, 5));

    assertDiffers(decideAsked(other, new ResyncRequest(0, 0xccc)), Phase.RESYNC, "operator");
    assertDiffers(decideAsked(other, new ResyncRequest(0, 0)), Phase.RESYNC, "operator");
    assertDiffers(decideAsked(sound(), new ResyncRequest(0, 0xaaa)), Phase.RESYNC, "operator");
  }

  @Test
  void whatAnOperatorAskedOfOneSourceIsNotDoneWithAnother() {
    Observed other = source(status(0xccc, 1, 5));
    ResyncRequest asked = new ResyncRequest(0, 0xddd);

    assertRefused(decideAsked(other, asked), "/api/v1/resync", "ccc", "aaa", "is for cluster ddd");
    assertThat(decideAsked(sound(), asked)).isEqualTo(new Start.Resume());
  }

  @Test
  void anotherClusterIsRefusedUntilAnOperatorSaysSo() {
    assertRefused(
        decide(source(status(0xccc, 7, 120)), TAIL), "/api/v1/resync", "cluster id", "ccc", "aaa");
  }

  @Test
  void aRaftTermThatWentBackIsRefused() {
    assertRefused(
        decide(source(status(0xaaa, 6, 120)), TAIL), "/api/v1/resync", "raft term", "7 to 6");
  }

  @Test
  void aSourceBehindTheWatermarkIsRefused() {
    assertRefused(
        decide(source(status(0xaaa, 7, 99)), TAIL), "/api/v1/resync", "revision 99", "100");
  }

  @Test
  void aSourceWhoseLastAppliedKeyIsElsewhereIsRefused() {
    assertRefused(decide(withLastKey(lastKeyAt(89)), TAIL), "/api/v1/resync", "revision 90");
    assertRefused(decide(withLastKey(null), TAIL), "/api/v1/resync", "revision 90");
  }

  @Test
  void aSourceThatIsAnotherIsRefusedEvenWhereADifferenceIsDue() {
    Observed other = source(status(0xccc, 7, 120));

    assertRefused(decide(other, TAIL.inPhase(Phase.COPY)), "/api/v1/resync", "cluster id");
    assertRefused(decide(other, TAIL.under("others")), "/api/v1/resync", "cluster id");
  }

  @Test
  void aSourceThatCompactedTheWatermarkIsHeldToItsKeysAsTheyAreNow() {
    Observed compactedAndRewound =
        new Observed(status(0xaaa, 7, 120), TARGET, lastKeyAt(89), false);
    Observed compactedOnly = new Observed(status(0xaaa, 7, 120), TARGET, lastKeyAt(110), false);

    assertRefused(decide(compactedAndRewound, TAIL), "/api/v1/resync", "revision 90");
    assertDiffers(decide(compactedOnly, TAIL), Phase.RESYNC, "compacted");
  }

  @Test
  void withoutALastAppliedKeyThereIsNothingToHoldTheSourceTo() {
    Checkpoint none = TAIL.lastApplied(Bytes.EMPTY, 0);

    assertThat(decide(withLastKey(null), none)).isEqualTo(new Start.Resume());
  }
}
