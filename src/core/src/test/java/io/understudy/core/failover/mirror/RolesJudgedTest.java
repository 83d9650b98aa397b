package io.understudy.core.failover.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.Checkpoint.Phase;
import io.understudy.core.control.TermRecord;
import io.understudy.core.failover.mirror.MirrorEnd.Replica;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What the term's record says of a promotion and of the mirror's end. */
class RolesJudgedTest {

  private static final TermRecord.Request OURS = new TermRecord.Request(7, "run-3");

  private static TermRecord promoted(TermRecord.Request by, TermRecord.Claim claim) {
    return new TermRecord(TermRecord.Role.PROMOTED, 8, "a", Instant.EPOCH, "test", by, claim);
  }

  private static TermRecord.Claim claim(long watermark, Phase phase) {
    return new TermRecord.Claim(1, watermark, 50, phase, false, null);
  }

  @Test
  void aPromotionIsOursByItsKeyAlone() {
    assertThat(PromotionState.of(promoted(OURS, null), "run-3"))
        .isInstanceOf(PromotionState.Done.class);
    assertThat(PromotionState.of(promoted(OURS, null), "run-4"))
        .isInstanceOf(PromotionState.ByAnother.class);
    assertThat(PromotionState.of(promoted(null, null), "run-3"))
        .isInstanceOf(PromotionState.ByAnother.class);
  }

  @Test
  void aStandbyIsAskedInItsTermOrInThatOfTheRequestUnderWay() {
    TermRecord led = new TermRecord(TermRecord.Role.STANDBY, 8, "a", Instant.EPOCH, "leads");
    TermRecord underWay =
        new TermRecord(TermRecord.Role.STANDBY, 8, "a", Instant.EPOCH, "under way", OURS, null);

    assertThat(PromotionState.of(led, "run-3")).isEqualTo(new PromotionState.Wanted(8));
    assertThat(PromotionState.of(underWay, "run-3")).isEqualTo(new PromotionState.Wanted(7));
    assertThat(PromotionState.of(underWay, "run-4")).isEqualTo(new PromotionState.Wanted(8));
  }

  @Test
  void theClaimHasToReachTheFreeze() {
    OptionalLong frozen = OptionalLong.of(100);

    assertThat(PromotionState.against(promoted(OURS, claim(100, Phase.TAIL)), frozen)).isEmpty();
    assertThat(PromotionState.against(promoted(OURS, claim(99, Phase.TAIL)), frozen)).isPresent();
    assertThat(PromotionState.against(promoted(OURS, claim(100, Phase.RESYNC)), frozen))
        .isPresent();
    assertThat(PromotionState.against(promoted(OURS, null), frozen)).isPresent();
    assertThat(PromotionState.against(promoted(OURS, null), OptionalLong.empty())).isEmpty();
  }

  @Test
  void theRecordsProveThatNobodyMirroredSinceThePromotion() {
    TermRecord term = promoted(OURS, null);

    assertThat(new MirrorEnd(term, 60, false, 59).against()).isEmpty();
    assertThat(new MirrorEnd(term, 60, false, 61).against()).isPresent();
    assertThat(new MirrorEnd(term, 60, true, 0).against()).isPresent();
    assertThat(new MirrorEnd(TermRecord.none(), 0, false, 0).against()).isPresent();
  }

  @Test
  void replicasThatHaveNotSaidThatTheyStoppedAreWaitedFor() {
    Replica stopped = new Replica("http://a", Optional.of("promoted"), "");
    Replica tailing = new Replica("http://b", Optional.of("tail"), "");
    Replica silent = new Replica("http://c", Optional.empty(), "does not answer");

    assertThat(MirrorEnd.waiting(List.of(stopped, tailing, silent)))
        .containsExactly(tailing, silent);
    assertThat(tailing.text()).isEqualTo("http://b is in phase tail");
    assertThat(silent.text()).isEqualTo("http://c does not answer");
  }

  @Test
  void theGoalGoesByThePrimaryOrElseByTheLastThatIsKnownOfIt() {
    OptionalLong none = OptionalLong.empty();

    assertThat(LeadGoal.of(OptionalLong.of(100), OptionalLong.of(90), none, 10).revision())
        .isEqualTo(110);
    assertThat(LeadGoal.of(OptionalLong.of(5), OptionalLong.of(90), OptionalLong.of(80), 10))
        .as("an old primary that was restored from a backup")
        .isEqualTo(new LeadGoal(90, "sync-service's last contact", 10));
    assertThat(LeadGoal.of(none, OptionalLong.of(90), OptionalLong.of(80), 10))
        .isEqualTo(new LeadGoal(90, "sync-service's last contact", 10));
    assertThat(LeadGoal.of(none, none, OptionalLong.of(80), 10))
        .isEqualTo(new LeadGoal(80, "the promotion's watermark", 10));
    assertThat(LeadGoal.of(none, none, none, 10).isKnown()).isFalse();
  }
}
