package io.understudy.failover.uninstall;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.RoleRecord;
import io.understudy.core.failover.truth.Freeze;
import io.understudy.core.failover.truth.Seen;
import io.understudy.failover.uninstall.KeptHere.Gate;
import io.understudy.failover.uninstall.SiteRole.Word;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SiteRoleTest {

  private static final KeptHere NOTHING = new KeptHere(Gate.ABSENT, false);

  private static Word told(Optional<RoleRecord> role, OptionalLong mirroredFrom) {
    return new Word.Told(new Seen(role, 1, mirroredFrom, Freeze.NONE));
  }

  private static Optional<RoleRecord> record(boolean isPromoted, boolean assumed) {
    return Optional.of(new RoleRecord(isPromoted, 5, assumed, OptionalLong.empty()));
  }

  @ParameterizedTest
  @EnumSource(Gate.class)
  void whoWasPromotedIsThePrimaryWhateverIsLeftInTheCluster(Gate gate) {
    Word word = told(record(true, false), OptionalLong.empty());
    assertThat(SiteRole.of(word, new KeptHere(gate, true)))
        .isInstanceOf(SiteRole.Primary.class)
        .extracting(SiteRole::known)
        .asString()
        .contains("term 5");
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, true"})
  void aStandbyIsOneByItsRecords(boolean assumed, boolean isMirroredInto) {
    Word word =
        told(record(false, assumed), isMirroredInto ? OptionalLong.of(7) : OptionalLong.empty());
    assertThat(SiteRole.of(word, NOTHING)).isInstanceOf(SiteRole.Standby.class);
  }

  /** A plugin that waits on a primary, and one that never reached its source. */
  @Test
  void whereNothingWasEverMirroredNothingIsAtStake() {
    Word waits = told(record(false, true), OptionalLong.empty());
    Word none = told(Optional.empty(), OptionalLong.empty());
    assertThat(SiteRole.of(waits, new KeptHere(Gate.ABSENT, true)))
        .isInstanceOf(SiteRole.Unused.class);
    assertThat(SiteRole.of(none, NOTHING)).isInstanceOf(SiteRole.Unused.class);
  }

  @Test
  void aGateWithoutACheckpointStillMeansAStandby() {
    Word word = told(record(false, true), OptionalLong.empty());
    assertThat(SiteRole.of(word, new KeptHere(Gate.OURS, true)))
        .isInstanceOf(SiteRole.Standby.class);
  }

  @ParameterizedTest
  @CsvSource({
    "OURS, true, Standby",
    "OURS, false, Standby",
    "ABSENT, true, Unknown",
    "OTHERS, true, Unknown",
    "ABSENT, false, Unused",
    "OTHERS, false, Unused"
  })
  void whereSyncServiceIsSilentWhatItKeptTells(Gate gate, boolean hasLease, String kind) {
    SiteRole role =
        SiteRole.of(new Word.Silent("it does not answer"), new KeptHere(gate, hasLease));
    assertThat(role.getClass().getSimpleName()).isEqualTo(kind);
  }
}
