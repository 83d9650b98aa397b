package io.understudy.failover.uninstall;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.failover.uninstall.UninstallVerdict.Precheck;
import io.understudy.failover.uninstall.UninstallVerdict.Readiness;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UninstallVerdictTest {

  private static final SiteRole STANDBY = new SiteRole.Standby("it is the standby");
  private static final Readiness CLEAN = told("PASS", "PASS");

  private static Readiness told(String lastCheck, String machines) {
    List<Precheck> prechecks = new ArrayList<>();
    prechecks.add(new Precheck("lag", "FAIL", "an hour", ""));
    prechecks.add(new Precheck("last-check", lastCheck, "3 keys are missed", "repair them"));
    prechecks.add(new Precheck("standby-machines", machines, "m1 does not run", "see to it"));
    return new Readiness.Told(prechecks);
  }

  @ParameterizedTest
  @CsvSource({
    "PASS, PASS, true",
    "WARN, PASS, true",
    "PASS, UNKNOWN, true",
    "FAIL, PASS, false",
    "UNKNOWN, PASS, false",
    "PASS, FAIL, false"
  })
  void aStandbyGoesAfterACleanCheckAlone(String lastCheck, String machines, boolean mayBe) {
    UninstallVerdict verdict = UninstallVerdict.of(STANDBY, told(lastCheck, machines), false);

    assertThat(verdict.mayBe()).isEqualTo(mayBe);
    assertThat(verdict.lines().getFirst()).contains("it is the standby");
    if (!mayBe) {
      assertThat(verdict.lines())
          .anyMatch(
              line -> line.contains("is " + (lastCheck.equals("PASS") ? machines : lastCheck)));
      assertThat(verdict.lines().getLast()).contains("create configmap etcd-sync-uninstall-force");
    }
  }

  @Test
  void whatIsNotToldIsNotClean() {
    Readiness silent = new Readiness.Silent("monitor-service does not answer");
    Readiness nothing = new Readiness.Told(List.of());

    assertThat(UninstallVerdict.of(STANDBY, silent, false).mayBe()).isFalse();
    assertThat(UninstallVerdict.of(STANDBY, silent, false).lines())
        .anyMatch(line -> line.contains("monitor-service does not answer"));
    assertThat(UninstallVerdict.of(STANDBY, nothing, false).mayBe()).isFalse();
  }

  static Stream<SiteRole> harmless() {
    return Stream.of(new SiteRole.Primary("promoted"), new SiteRole.Unused("never used"));
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void nothingElseIsHeldUp(SiteRole role) {
    Readiness worst = told("FAIL", "FAIL");
    assertThat(UninstallVerdict.of(role, worst, false).mayBe()).isTrue();
  }

  @Test
  void whatIsNotKnownIsHeldUp() {
    SiteRole unknown = new SiteRole.Unknown("nobody answers");
    assertThat(UninstallVerdict.of(unknown, CLEAN, false).mayBe()).isFalse();
  }

  @Test
  void forceGoesOnAndSaysWhatItPassesOver() {
    UninstallVerdict verdict = UninstallVerdict.of(STANDBY, told("FAIL", "PASS"), true);

    assertThat(verdict.mayBe()).isTrue();
    assertThat(verdict.lines())
        .anyMatch(line -> line.contains("3 keys are missed; repair them"))
        .anyMatch(line -> line.contains("all the same"));
  }
}
