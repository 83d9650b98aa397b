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
import io.understudy.sync.status.Election;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GateTest {

  private static final Election NONE = new Election(Optional.empty(), Optional.empty(), false);

  private static Election given(Role role) {
    TermRecord term = new TermRecord(role, 3, "etcd-sync-0", Instant.EPOCH, "test");
    return new Election(Optional.of(term), Optional.empty(), false);
  }

  /** As a mirror leaves it that found no role. */
  private static Election assumed(boolean isMirroredInto) {
    TermRecord term = TermRecord.none().next("etcd-sync-0", Instant.EPOCH, "test");
    assertThat(term.assumed()).isTrue();
    return new Election(Optional.of(term), Optional.of("etcd-sync-0"), isMirroredInto);
  }

  @ParameterizedTest
  @CsvSource({"ABSENT, CREATE", "OURS, KEEP", "UNMARKED, MARK"})
  void itStandsWhileTheSiteIsStandby(Shown shown, Step step) {
    assertThat(Gate.step(given(Role.STANDBY), shown)).isEqualTo(step);
  }

  /** What waits on a primary must not pause what makes its machines. */
  @ParameterizedTest
  @EnumSource(Shown.class)
  void aSiteIntoWhichNothingWasMirroredIsLeftAsItIs(Shown shown) {
    assertThat(Gate.step(assumed(false), shown)).isEqualTo(Step.KEEP);
  }

  @Test
  void itComesWithTheFirstCheckpoint() {
    assertThat(Gate.step(assumed(true), Shown.ABSENT)).isEqualTo(Step.CREATE);
  }

  @ParameterizedTest
  @CsvSource({"ABSENT, KEEP", "OURS, DELETE", "UNMARKED, DELETE"})
  void itGoesWithThePromotion(Shown shown, Step step) {
    assertThat(Gate.step(given(Role.PROMOTED), shown)).isEqualTo(step);
  }

  @ParameterizedTest
  @CsvSource({"ABSENT, KEEP", "OURS, DELETE", "UNMARKED, KEEP"})
  void beforeAnyTermThereIsNoneOfOurs(Shown shown, Step step) {
    assertThat(Gate.step(NONE, shown)).isEqualTo(step);
  }

  @Test
  void theGateOfAnotherLinkIsLeftAlone() {
    assertThat(Gate.step(given(Role.STANDBY), Shown.OTHER_LINK)).isEqualTo(Step.KEEP);
    assertThat(Gate.step(given(Role.PROMOTED), Shown.OTHER_LINK)).isEqualTo(Step.KEEP);
    assertThat(Gate.step(NONE, Shown.OTHER_LINK)).isEqualTo(Step.KEEP);
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
