package io.understudy.core.failover.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.Checkpoint.Phase;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DrainStateTest {

  private static final TermRecord STANDBY =
      new TermRecord(TermRecord.Role.STANDBY, 4, "a", Instant.EPOCH, "leads");

  private static Checkpoint at(long watermark, Phase phase, boolean inParts) {
    return new Checkpoint(
        watermark,
        phase,
        inParts,
        new Checkpoint.SourceId(1, 1),
        Bytes.EMPTY,
        0,
        0,
        0,
        Instant.EPOCH,
        "rules");
  }

  @Test
  void itIsReachedAtTheRevisionAndNotBefore() {
    assertThat(DrainState.of(STANDBY, at(9, Phase.TAIL, false), false, 10))
        .isEqualTo(new DrainState.Waiting("the watermark is 9, 10 is wanted"));
    assertThat(DrainState.of(STANDBY, at(10, Phase.TAIL, false), false, 10))
        .isEqualTo(new DrainState.Reached(10));
  }

  @Test
  void aWatermarkThatClaimsNothingIsNotReached() {
    assertThat(DrainState.of(STANDBY, at(10, Phase.RESYNC, false), false, 10))
        .isEqualTo(new DrainState.Waiting("phase is resync"));
    assertThat(DrainState.of(STANDBY, at(10, Phase.TAIL, true), false, 10))
        .isEqualTo(new DrainState.Waiting("the target is between the parts of one change"));
    assertThat(DrainState.of(STANDBY, null, false, 10)).isInstanceOf(DrainState.Waiting.class);
  }

  @Test
  void aPausedMirrorIsWaitedForAndAPromotedSiteIsNot() {
    TermRecord promoted =
        new TermRecord(TermRecord.Role.PROMOTED, 5, "a", Instant.EPOCH, "by hand");

    assertThat(DrainState.of(STANDBY, at(10, Phase.TAIL, false), true, 10))
        .isInstanceOf(DrainState.Waiting.class);
    assertThat(DrainState.of(promoted, null, false, 10)).isInstanceOf(DrainState.Never.class);
  }
}
