package io.understudy.sync.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.TermRecord;
import io.understudy.core.control.TermRecord.Role;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import io.understudy.sync.kubernetes.Gate.Shown;
import io.understudy.sync.kubernetes.Gate.Step;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {

  private static Optional<TermRecord> term(Role role) {
    return Optional.of(new TermRecord(role, 3, "etcd-sync-0", Instant.EPOCH, "test"));
  }

  @ParameterizedTest
  @CsvSource({"ABSENT, CREATE", "OURS, KEEP", "UNMARKED, MARK"})
  void itStandsWhileTheSiteIsStandby(Shown shown, Step step) {
    assertThat(Gate.step(term(Role.STANDBY), shown)).isEqualTo(step);
  }

  @ParameterizedTest
  @CsvSource({"ABSENT, KEEP", "OURS, DELETE", "UNMARKED, DELETE"})
  void itGoesWithThePromotion(Shown shown, Step step) {
    assertThat(Gate.step(term(Role.PROMOTED), shown)).isEqualTo(step);
  }

  @ParameterizedTest
  @CsvSource({"ABSENT, KEEP", "OURS, DELETE", "UNMARKED, KEEP"})
  void beforeAnyTermThereIsNoneOfOurs(Shown shown, Step step) {
    assertThat(Gate.step(Optional.empty(), shown)).isEqualTo(step);
  }

  @Test
  void theGateOfAnotherLinkIsLeftAlone() {
    assertThat(Gate.step(term(Role.STANDBY), Shown.OTHER_LINK)).isEqualTo(Step.KEEP);
    assertThat(Gate.step(term(Role.PROMOTED), Shown.OTHER_LINK)).isEqualTo(Step.KEEP);
    assertThat(Gate.step(Optional.empty(), Shown.OTHER_LINK)).isEqualTo(Step.KEEP);
  }

  @Test
  void noRuleSetMirrorsIt() {
    Bytes key = Bytes.utf8("/registry/configmaps/" + Gate.NAMESPACE + "/" + Gate.NAME);
    KeyValue gate = new KeyValue(key, Bytes.utf8("{}"), 1, 1, 1, 0);

    assertThat(Rules.profiles())
        .allSatisfy(
            profile ->
                assertThat(
                        Rules.profile(profile, Rules.Options.DEFAULT)
                            .classify(gate)
                            .verdict()
                            .placement())
                    .isEqualTo(Placement.LEAVE_OUT));
  }
}
