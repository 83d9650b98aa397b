package io.understudy.core.failover.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.failover.truth.RoleVerdict.Lower;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The verdict in every case there is, held against what must be so, which is said here in other
 * words than the decision's; and mistakes in the decision that this notices.
 */
class RoleTruthTest {

  private static final List<Claim> CLAIMS =
      List.of(
          new Claim.Primary(0, Freeze.NONE),
          new Claim.Primary(0, Freeze.IN_FORCE),
          new Claim.Primary(0, Freeze.UNKNOWN),
          new Claim.Primary(4, Freeze.NONE),
          new Claim.Primary(4, Freeze.IN_FORCE),
          new Claim.Primary(4, Freeze.UNKNOWN),
          new Claim.Primary(8, Freeze.NONE),
          new Claim.Primary(8, Freeze.IN_FORCE),
          new Claim.Primary(8, Freeze.UNKNOWN),
          new Claim.Standby(5),
          new Claim.Standby(9),
          new Claim.Nothing(),
          new Claim.Unknown("it does not answer"));

  private static final List<Leads> LEADS =
      List.of(
          new Leads.Here(),
          new Leads.There(),
          new Leads.Elsewhere(Set.of("10.9.9.9")),
          new Leads.Elsewhere(Set.of()),
          new Leads.Unknown("no resolver answers"));

  private interface Judge {
    RoleVerdict judge(Claim here, Claim there, Leads leads);
  }

  /** Ways to get it wrong. */
  private enum Mutant {
    FREEZE_IGNORED((here, there, leads) -> RoleTruth.judge(thawed(here), thawed(there), leads)),
    UNKNOWN_FREEZE_IS_NONE(
        (here, there, leads) ->
            RoleTruth.judge(told(here, Freeze.NONE), told(there, Freeze.NONE), leads)),
    UNKNOWN_FREEZE_IS_ONE(
        (here, there, leads) ->
            RoleTruth.judge(told(here, Freeze.IN_FORCE), told(there, Freeze.IN_FORCE), leads)),
    UNKNOWN_FREEZE_OF_EITHER_COUNTS(
        (here, there, leads) ->
            here instanceof Claim.Primary
                    && there instanceof Claim.Primary
                    && (isUnknown(here) || isUnknown(there))
                ? new RoleVerdict.Unknown("one of them may be frozen")
                : RoleTruth.judge(here, there, leads)),
    FREEZE_OF_EITHER_COUNTS(
        (here, there, leads) ->
            isFrozen(here) && there instanceof Claim.Primary
                ? RoleTruth.judge(new Claim.Standby(1), there, leads)
                : RoleTruth.judge(here, there, leads)),
    HIGHER_TERM_STOPS(
        (here, there, leads) ->
            RoleTruth.judge(here, there, leads) instanceof RoleVerdict.SplitBrain split
                ? new RoleVerdict.SplitBrain(other(split.lower()), split.says())
                : RoleTruth.judge(here, there, leads)),
    EQUAL_TERMS_STOP_NOBODY(
        (here, there, leads) ->
            RoleTruth.judge(here, there, leads) instanceof RoleVerdict.SplitBrain split
                    && split.lower() == Lower.NEITHER
                ? new RoleVerdict.SplitBrain(Lower.THERE, split.says())
                : RoleTruth.judge(here, there, leads)),
    SILENCE_IS_A_PRIMARY(
        (here, there, leads) ->
            RoleTruth.judge(
                here,
                there instanceof Claim.Unknown ? new Claim.Primary(9, Freeze.NONE) : there,
                leads)),
    SILENCE_IS_A_STANDBY(
        (here, there, leads) ->
            RoleTruth.judge(
                here, there instanceof Claim.Unknown ? new Claim.Standby(9) : there, leads)),
    NAME_OVER_RECORDS(
        (here, there, leads) ->
            leads instanceof Leads.Here && here instanceof Claim.Primary
                ? new RoleVerdict.Agrees("the name leads here")
                : RoleTruth.judge(here, there, leads)),
    UNKNOWN_NAME_AGREES(
        (here, there, leads) ->
            RoleTruth.judge(
                here,
                there,
                leads instanceof Leads.Unknown
                    ? here instanceof Claim.Primary ? new Leads.Here() : new Leads.There()
                    : leads)),
    NAME_THAT_LEADS_NOWHERE_PASSES(
        (here, there, leads) ->
            RoleTruth.judge(
                here, there, leads instanceof Leads.Elsewhere ? new Leads.Unknown("?") : leads)),
    TWO_STANDBYS_AGREE(
        (here, there, leads) ->
            here instanceof Claim.Standby && there instanceof Claim.Standby
                ? RoleTruth.judge(here, new Claim.Primary(0, Freeze.NONE), leads)
                : RoleTruth.judge(here, there, leads));

    private final Judge judge;

    Mutant(Judge judge) {
      this.judge = judge;
    }

    private static Lower other(Lower lower) {
      return lower == Lower.HERE ? Lower.THERE : lower == Lower.THERE ? Lower.HERE : lower;
    }

    /** What is not known of a freeze, replaced. */
    private static Claim told(Claim claim, Freeze freeze) {
      return claim instanceof Claim.Primary primary && isUnknown(claim)
          ? new Claim.Primary(primary.term(), freeze)
          : claim;
    }

    private static Claim thawed(Claim claim) {
      return claim instanceof Claim.Primary primary
          ? new Claim.Primary(primary.term(), Freeze.NONE)
          : claim;
    }
  }

  @Test
  void inEveryCaseTheVerdictIsWhatItMustBe() {
    assertThat(wrong(RoleTruth::judge)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Mutant.class)
  void aMistakeIsNoticed(Mutant mutant) {
    assertThat(wrong(mutant.judge)).as(mutant.name()).isNotEmpty();
  }

  private static List<String> wrong(Judge judge) {
    List<String> wrong = new ArrayList<>();
    for (Claim here : CLAIMS) {
      for (Claim there : CLAIMS) {
        for (Leads leads : LEADS) {
          RoleVerdict verdict = judge.judge(here, there, leads);
          String expected = expected(here, there, leads);
          String is = verdict.word() + (verdict.forbids().isPresent() ? ", forbids" : "");
          if (!is.equals(expected)) {
            wrong.add(here + " / " + there + " / " + leads + ": " + is + ", not " + expected);
          }
        }
      }
    }
    return wrong;
  }

  private static String expected(Claim here, Claim there, Leads leads) {
    boolean bothClaim = here instanceof Claim.Primary && there instanceof Claim.Primary;
    if (bothClaim) {
      Optional<Claim.Primary> lower = lowerOf(here, there);
      if (lower.filter(RoleTruthTest::isUnknown).isPresent()) {
        return "unknown";
      }
      if (lower.filter(RoleTruthTest::isFrozen).isEmpty()) {
        return term(here) <= term(there) ? "split-brain, forbids" : "split-brain";
      }
    }
    boolean weAre = here instanceof Claim.Primary && !(bothClaim && term(here) < term(there));
    boolean hasRole = here instanceof Claim.Primary || here instanceof Claim.Standby;
    if (here instanceof Claim.Standby && there instanceof Claim.Standby) {
      return "contradicts";
    }
    if (hasRole && !(leads instanceof Leads.Unknown)) {
      boolean fits = weAre ? leads instanceof Leads.Here : leads instanceof Leads.There;
      if (!fits) {
        return "contradicts";
      }
      return there instanceof Claim.Unknown ? "unknown" : "agrees";
    }
    return "unknown";
  }

  /** Of equal terms neither is lower, so no freeze of either counts. */
  private static Optional<Claim.Primary> lowerOf(Claim here, Claim there) {
    Claim.Primary ours = (Claim.Primary) here;
    Claim.Primary theirs = (Claim.Primary) there;
    return ours.term() == theirs.term()
        ? Optional.empty()
        : Optional.of(ours.term() < theirs.term() ? ours : theirs);
  }

  private static boolean isFrozen(Claim claim) {
    return claim instanceof Claim.Primary primary && primary.freeze() == Freeze.IN_FORCE;
  }

  private static boolean isUnknown(Claim claim) {
    return claim instanceof Claim.Primary primary && primary.freeze() == Freeze.UNKNOWN;
  }

  private static long term(Claim claim) {
    return ((Claim.Primary) claim).term();
  }
}
