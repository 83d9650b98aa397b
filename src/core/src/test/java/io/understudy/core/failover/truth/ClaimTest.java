package io.understudy.core.failover.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.RoleRecord;
import io.understudy.core.control.TermRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ClaimTest {

  private static final long OURS = 0xb;
  private static final long THEIRS = 0xa;
  private static final Seen EMPTY_SOURCE = seen(null, THEIRS);
  private static final Seen EMPTY_TARGET = seen(null, OURS);

  private static Seen seen(TermRecord term, long cluster) {
    return new Seen(
        Optional.ofNullable(term).map(RoleRecord::of), cluster, OptionalLong.empty(), Freeze.NONE);
  }

  private static Seen mirroring(TermRecord term, long cluster, long from) {
    return new Seen(Optional.of(RoleRecord.of(term)), cluster, OptionalLong.of(from), Freeze.NONE);
  }

  private static TermRecord led(int elections) {
    TermRecord term = TermRecord.none();
    for (int i = 0; i < elections; i++) {
      term = term.next("sync-0", Instant.EPOCH, "leader changed");
    }
    return term;
  }

  private static TermRecord promoted(long term, long over) {
    return new TermRecord(
        TermRecord.Role.PROMOTED,
        term,
        "operator",
        Instant.EPOCH,
        "failover",
        null,
        new TermRecord.Claim(over, 90, 300, Checkpoint.Phase.TAIL, false, null));
  }

  private static TermRecord demoted(long term) {
    return new TermRecord(TermRecord.Role.STANDBY, term, "operator", Instant.EPOCH, "reprotect");
  }

  @Test
  void beforeAnythingIsMirroredTheSourceIsThePrimaryAndTheTargetNothing() {
    assertThat(Claim.ofSource(EMPTY_SOURCE, Optional.of(EMPTY_TARGET)))
        .isEqualTo(new Claim.Primary(0, Freeze.NONE));
    assertThat(Claim.ofSource(EMPTY_SOURCE, Optional.empty()))
        .isEqualTo(new Claim.Primary(0, Freeze.NONE));
    assertThat(Claim.ofTarget(EMPTY_TARGET, Optional.of(EMPTY_SOURCE)))
        .isEqualTo(new Claim.Nothing());
  }

  @Test
  void whatIsMirroredIntoIsTheStandby() {
    Seen target = mirroring(led(3), OURS, THEIRS);

    assertThat(Claim.ofTarget(target, Optional.of(EMPTY_SOURCE))).isEqualTo(new Claim.Standby(3));
    assertThat(Claim.ofSource(EMPTY_SOURCE, Optional.of(target)))
        .isEqualTo(new Claim.Primary(0, Freeze.NONE));
  }

  @Test
  void afterAPromotionBothClaimUntilTheOldPrimaryIsDemoted() {
    Seen target = seen(promoted(4, THEIRS), OURS);

    assertThat(Claim.ofTarget(target, Optional.of(EMPTY_SOURCE)))
        .isEqualTo(new Claim.Primary(4, Freeze.NONE));
    assertThat(Claim.ofSource(EMPTY_SOURCE, Optional.of(target)))
        .isEqualTo(new Claim.Primary(0, Freeze.NONE));
    assertThat(Claim.ofSource(seen(demoted(5), THEIRS), Optional.of(target)))
        .isEqualTo(new Claim.Standby(5));
  }

  @Test
  void theOldPrimaryKnowsItselfByTheOthersRecord() {
    Seen source = seen(promoted(4, OURS), THEIRS);

    assertThat(Claim.ofTarget(EMPTY_TARGET, Optional.of(source)))
        .isEqualTo(new Claim.Primary(0, Freeze.NONE));
    assertThat(Claim.ofTarget(seen(promoted(2, THEIRS), OURS), Optional.of(source)))
        .isEqualTo(new Claim.Primary(2, Freeze.NONE));
  }

  @Test
  void electionsAreNoDemotionHoweverMany() {
    Seen source = seen(promoted(4, OURS), THEIRS);

    for (int elections : List.of(1, 3, 9)) {
      assertThat(Claim.ofTarget(seen(led(elections), OURS), Optional.of(source)))
          .isEqualTo(new Claim.Primary(0, Freeze.NONE));
    }
    assertThat(Claim.ofTarget(seen(led(2), OURS), Optional.empty()))
        .isEqualTo(new Claim.Standby(2));
  }

  @Test
  void aNewStandbyOfASiteThatTookOverFromAnotherOneIsAStandby() {
    Seen source = seen(promoted(4, 0xccc), THEIRS);

    assertThat(Claim.ofTarget(seen(led(5), OURS), Optional.of(source)))
        .isEqualTo(new Claim.Standby(5));
    assertThat(Claim.ofTarget(EMPTY_TARGET, Optional.of(source))).isEqualTo(new Claim.Nothing());
  }

  @Test
  void aFreezeIsPartOfTheClaim() {
    Seen frozen = new Seen(Optional.empty(), THEIRS, OptionalLong.empty(), Freeze.IN_FORCE);
    Claim old = Claim.ofSource(frozen, Optional.of(seen(promoted(4, THEIRS), OURS)));

    assertThat(old).isEqualTo(new Claim.Primary(0, Freeze.IN_FORCE));
    assertThat(RoleTruth.judge(new Claim.Primary(4, Freeze.NONE), old, new Leads.Here()))
        .isInstanceOfSatisfying(
            RoleVerdict.Agrees.class,
            agrees -> assertThat(agrees.says()).contains("the former primary, frozen"));
  }

  @Test
  void aClaimIsAWordAndATerm() {
    assertThat(new Claim.Primary(4, Freeze.NONE).word()).isEqualTo("primary");
    assertThat(new Claim.Primary(4, Freeze.NONE).inTerm()).hasValue(4);
    assertThat(new Claim.Standby(2).word()).isEqualTo("standby");
    assertThat(new Claim.Standby(2).inTerm()).hasValue(2);
    assertThat(new Claim.Former(3).word()).isEqualTo("former");
    assertThat(new Claim.Former(3).inTerm()).hasValue(3);
    assertThat(List.of(new Claim.Nothing(), new Claim.Unknown("silent")))
        .allSatisfy(claim -> assertThat(claim.inTerm()).isEmpty())
        .extracting(Claim::word)
        .containsExactly("none", "unknown");
    assertThat(List.of(new Leads.Here(), new Leads.There(), new Leads.Unknown("silent")))
        .extracting(Leads::word)
        .containsExactly("here", "there", "unknown");
    assertThat(Leads.of(List.of(), List.of("::1"), List.of("::2")).word()).isEqualTo("elsewhere");
  }

  @Test
  void aNameLeadsToASiteOnlyIfAllItsAddressesDo() {
    List<String> here = List.of("10.0.2.10", "10.0.2.11");
    List<String> there = List.of("10.0.1.10");

    assertThat(Leads.of(List.of("10.0.2.11"), here, there)).isInstanceOf(Leads.Here.class);
    assertThat(Leads.of(there, here, there)).isInstanceOf(Leads.There.class);
    assertThat(Leads.of(List.of("10.0.1.10", "10.0.2.10"), here, there))
        .isInstanceOf(Leads.Elsewhere.class);
    assertThat(Leads.of(List.of("192.0.2.1"), here, there)).isInstanceOf(Leads.Elsewhere.class);
    assertThat(Leads.of(List.of(), here, there)).isInstanceOf(Leads.Elsewhere.class);
    assertThat(Leads.of(there, List.of(), there)).isInstanceOf(Leads.Unknown.class);
  }
}
