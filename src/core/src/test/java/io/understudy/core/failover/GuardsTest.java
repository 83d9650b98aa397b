package io.understudy.core.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.TermRecord;
import io.understudy.core.failover.truth.Claim;
import io.understudy.core.failover.truth.Freeze;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GuardsTest {

  private static final TermRecord ASSUMED =
      TermRecord.none().next("sync-0", Instant.EPOCH, "leader changed");
  private static final TermRecord DEMOTED =
      new TermRecord(TermRecord.Role.STANDBY, 5, "operator", Instant.EPOCH, "reprotect");
  private static final TermRecord PROMOTED =
      new TermRecord(TermRecord.Role.PROMOTED, 4, "operator", Instant.EPOCH, "failover");
  private static final Claim SILENT = new Claim.Unknown("it does not answer");
  private static final Claim ORIGIN = new Claim.Primary(0, Freeze.NONE);
  private static final Claim FROZEN = new Claim.Primary(0, Freeze.IN_FORCE);
  private static final Set<Verb> PROMOTING =
      Set.of(Verb.SWITCHOVER, Verb.FAILOVER, Verb.FAILBACK, Verb.DRILL);

  private static List<String> refusals(Verb verb, SiteStanding standing) {
    return Guards.refusals(verb, standing, "b", "a");
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void aStandbyMayAllButReprotect(Verb verb) {
    for (TermRecord term : List.of(ASSUMED, DEMOTED)) {
      SiteStanding standby = new SiteStanding(term, true, new Claim.Standby(term.term()), SILENT);

      assertThat(refusals(verb, standby).isEmpty()).isEqualTo(verb != Verb.REPROTECT);
      assertThat(Guards.primary(standby, "b", "a")).isEqualTo("a");
    }
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void aPromotedSiteMayOnlyReprotect(Verb verb) {
    SiteStanding promoted =
        new SiteStanding(PROMOTED, false, new Claim.Primary(4, Freeze.NONE), SILENT);

    assertThat(refusals(verb, promoted).isEmpty()).isEqualTo(verb == Verb.REPROTECT);
    assertThat(Guards.primary(promoted, "b", "a")).isEqualTo("b");
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void aPrimaryByOriginIsNotPromoted(Verb verb) {
    for (TermRecord term : List.of(TermRecord.none(), ASSUMED)) {
      SiteStanding primary = new SiteStanding(term, false, ORIGIN, new Claim.Standby(3));

      if (PROMOTING.contains(verb)) {
        assertThat(refusals(verb, primary))
            .singleElement()
            .asString()
            .contains("this site (b) is the primary", "run it at a");
      }
      assertThat(Guards.primary(primary, "b", "a")).isEqualTo("b");
    }
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void aFormerPrimaryIsNotPromotedBeforeItIsDemoted(Verb verb) {
    for (Claim here : List.of(ORIGIN, FROZEN)) {
      SiteStanding former =
          new SiteStanding(ASSUMED, false, here, new Claim.Primary(4, Freeze.NONE));

      if (PROMOTING.contains(verb)) {
        assertThat(refusals(verb, former))
            .singleElement()
            .asString()
            .contains("a took over from it in term 4", "reprotect at a");
      }
      assertThat(Guards.primary(former, "b", "a")).isEqualTo("a");
    }
  }

  /** The other site does not answer: only this site's own records tell. */
  @ParameterizedTest
  @EnumSource(Verb.class)
  void aSiteThatNothingWasEverMirroredIntoIsNotPromoted(Verb verb) {
    for (TermRecord term : List.of(TermRecord.none(), ASSUMED)) {
      for (Claim here : List.of(new Claim.Nothing(), new Claim.Standby(1), SILENT)) {
        SiteStanding bare = new SiteStanding(term, false, here, SILENT);

        if (PROMOTING.contains(verb)) {
          assertThat(refusals(verb, bare))
              .singleElement()
              .asString()
              .contains("has never been a standby", "run it at a", "first copy");
        }
      }
    }
  }

  @Test
  void whatIsDemotedMayBeAsItIsBeforeItsFirstCheckpoint() {
    SiteStanding demoted = new SiteStanding(DEMOTED, false, new Claim.Standby(5), SILENT);

    assertThat(refusals(Verb.FAILBACK, demoted)).isEmpty();
  }
}
