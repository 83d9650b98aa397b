package io.understudy.sync.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.TermRecord;
import io.understudy.core.mirror.Finding;
import io.understudy.core.mirror.LeadLimits;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusBoardTest {

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final SourceClock clock = new SourceClock(16);
  private final StatusBoard board =
      new StatusBoard("global", () -> now, clock, new DriftBoard(2, now), new LeadLimits(100, 40));

  @Test
  void theTailOfADifferenceBeginsWithItsFirstCheckpoint() {
    board.leading(1);
    board.phase(checkpoint(Checkpoint.Phase.COPY, 0), "this link has no checkpoint yet");
    board.committed(checkpoint(Checkpoint.Phase.COPY, 0), 10, 0, 5, 500);
    assertThat(board.phase()).isEqualTo(Phase.COPY);

    board.committed(checkpoint(Checkpoint.Phase.TAIL, 100), 11, 0, 1, 10);
    assertThat(board.phase()).isEqualTo(Phase.TAIL);
    assertThat(board.status().watermark()).isEqualTo(100);
  }

  @Test
  void aResumedTailBeginsWhenItsIndexIsReady() {
    board.leading(1);
    board.phase(checkpoint(Checkpoint.Phase.TAIL, 100), "resuming after revision 100");
    assertThat(board.phase()).isEqualTo(Phase.STARTING);

    board.placements(3, 2, 1, 0);
    assertThat(board.phase()).isEqualTo(Phase.TAIL);
  }

  @Test
  void isSoundFromTheEndOfTheComparisonToTheNextPhase() {
    tail();
    assertThat(board.isReady()).isFalse();
    board.sound(2);
    assertThat(board.isReady()).isTrue();
    assertThat(board.status().counters().repaired()).isEqualTo(2);

    board.phase(checkpoint(Checkpoint.Phase.RESYNC, 100), "an operator asked for it");
    assertThat(board.status().sound()).isFalse();
    assertThat(board.status().counters().resyncs()).containsEntry("operator", 1L);
  }

  @Test
  void aPausedRefusedOrFailedLeaderIsNotReady() {
    tail();
    board.sound(0);
    board.paused();
    assertThat(board.isReady()).isFalse();
    board.refused("another source", "resync");
    assertThat(board.isReady()).isFalse();
    board.failed("no answer");
    assertThat(board.isReady()).isFalse();
  }

  @Test
  void aPromotedSiteIsReadyWhileItReadsItsEtcd() {
    board.promoted(3, "failover");
    assertThat(board.isReady()).isTrue();
    board.ends().targetFailed("target: range got no answer");
    assertThat(board.isReady()).isFalse();
  }

  @Test
  void aFollowerReportsWhatTheTargetSaysAndIsReadyWhileItSeesALeader() {
    board.following("other");
    assertThat(board.isReady()).isFalse();

    board.targetSampled(records(Optional.of("other")));
    assertThat(board.isReady()).isTrue();
    assertThat(board.status().role()).isEqualTo("follower");
    assertThat(board.status().leader()).isEqualTo("other");
    assertThat(board.status().watermark()).isEqualTo(77);
    assertThat(board.status().term()).isEqualTo(4);

    board.ends().targetFailed("target: range got no answer");
    assertThat(board.isReady()).isFalse();
  }

  @Test
  void aFollowerWithoutALeaderIsNotReady() {
    board.following("other");
    board.targetSampled(records(Optional.empty()));

    assertThat(board.isReady()).isFalse();
  }

  @Test
  void progressShowsOnlyWhileCopying() {
    board.leading(1);
    board.phase(checkpoint(Checkpoint.Phase.COPY, 0), "this link has no checkpoint yet");
    now = now.plusSeconds(10);
    board.progress(250, 1000);
    assertThat(board.status().copy()).isEqualTo(new Progress(250, 1000, 25, 30L));

    board.committed(checkpoint(Checkpoint.Phase.TAIL, 100), 11, 0, 1, 10);
    board.progress(10, 1000);
    assertThat(board.status().copy()).isNull();
  }

  @Test
  void lagIsUnknownBeforeAnythingWasReached() {
    clock.answer(clock.ask(now), 100);
    board.leading(1);

    Status status = board.status();
    assertThat(status.lagRevisions()).isNull();
    assertThat(status.lagSeconds()).isNull();
    assertThat(status.sourceRevision()).isEqualTo(100);
  }

  @Test
  void lagIsTheAgeOfTheNewestSampleReached() {
    clock.answer(clock.ask(now), 100);
    tail();
    now = now.plusSeconds(3);
    clock.answer(clock.ask(now), 110);
    now = now.plusSeconds(1);

    Status status = board.status();
    assertThat(status.lagRevisions()).isEqualTo(10);
    assertThat(status.lagSeconds()).isEqualTo(4.0);
  }

  @Test
  void theLastRefusalStaysAfterItIsOver() {
    board.refused("another source", "resync");
    tail();

    assertThat(board.status().lastRefusal())
        .isEqualTo(new Refusal("another source", "resync", now));
  }

  @Test
  void theLeadIsTheTargetsRevisionMinusTheSourcesWithAnEta() {
    assertThat(board.status().revisionLead()).isNull();

    clock.answer(clock.ask(now), 150);
    board.targetSampled(records(Optional.of("another")));
    assertThat(board.status().revisionLead()).isEqualTo(new RevisionLead(-51, 100, 4L, false));

    board.committed(checkpoint(Checkpoint.Phase.TAIL, 100), 250, 0, 1, 10);
    assertThat(board.status().revisionLead()).isEqualTo(new RevisionLead(100, 100, 0L, true));
  }

  @Test
  void aLeadThatIsSwitchedOffHasNoEta() {
    assertThat(RevisionLead.of(-51, LeadLimits.OFF))
        .isEqualTo(new RevisionLead(-51, 0, null, false));
  }

  @Test
  void warningsAreThoseOfTheLastPreflight() {
    board.warnings(List.of(new Finding.Warning("clocks differ", "set them")));
    assertThat(board.status().warnings())
        .containsExactly(new Status.Warning("clocks differ", "set them"));

    board.warnings(List.of());
    assertThat(board.status().warnings()).isEmpty();
  }

  @Test
  void thePreflightsProgressIsShownUntilAPhaseBegins() {
    board.leading(1);
    board.preflight(50, 200);
    assertThat(board.status().preflight()).isEqualTo(new Progress(50, 200, 25, null));

    board.phase(checkpoint(Checkpoint.Phase.COPY, 0), "this link has no checkpoint yet");
    assertThat(board.status().preflight()).isNull();
  }

  private void tail() {
    board.leading(1);
    board.phase(checkpoint(Checkpoint.Phase.TAIL, 100), "resuming after revision 100");
    board.placements(3, 2, 1, 0);
  }

  private ControlRecords records(Optional<String> leader) {
    TermRecord term = new TermRecord(TermRecord.Role.STANDBY, 4, "other", now, "leader changed");
    Checkpoint checkpoint = checkpoint(Checkpoint.Phase.TAIL, 77);
    return new ControlRecords(term, leader, Optional.of(checkpoint), 99, Optional.empty());
  }

  private Checkpoint checkpoint(Checkpoint.Phase phase, long watermark) {
    return new Checkpoint(
        watermark, phase, false, new Checkpoint.SourceId(1, 1), Bytes.EMPTY, 0, 1, 1, now, "rules");
  }
}
