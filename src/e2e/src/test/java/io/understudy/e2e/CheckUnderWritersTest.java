package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.check.CannotTellException;
import io.understudy.core.check.CheckMode;
import io.understudy.core.check.CheckResult;
import io.understudy.core.check.Checker;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.sample.SampleRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Comparisons of a source that never stands still: of every eighth all values, of every eighth
 * those of keys that have moved since history was compacted away, of the rest what history tells.
 */
class CheckUnderWritersTest {

  private static final Rules RULES = TwoEtcds.profile("live-standby");
  private static final int CHECKS = 200;
  private static final int WRITERS = 32;
  private static final int ROUND = 8;
  private static final int KEYS_ALONE = 10;
  private static final int TRIES = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void noDifferenceIsEverFoundWhileThirtyTwoWrite() {
    SampleRegistry registry = SampleRegistry.of(41, 6);
    try (TwoEtcds etcds = new TwoEtcds();
        Checks checks = new Checks(etcds, Classifier.of(RULES))) {
      registry.objects().forEach(put -> etcds.source().put(put.key(), put.value()));
      try (RunningMirror mirror = etcds.mirror(RULES)) {
        mirror.awaitEvent("sound");
        etcds.awaitEqual();
        try (BusyWriters writers = new BusyWriters(etcds.source(), registry, WRITERS, 41)) {
          checkOnAndOn(etcds, writers, checks.checker());
          for (int i = 0; i < KEYS_ALONE; i++) {
            Checker checker = checks.checker();
            assertThat(check(checker, new CheckMode(false, false)).differences()).isEmpty();
          }
        }
        etcds.awaitEqual();
        Checks.Outcome atRest = Checks.run(checks.checker());
        assertThat(atRest.differences()).isEmpty();
        assertThat(mirror.events()).noneMatch(event -> event.startsWith("end"));
      }
    }
  }

  private static void checkOnAndOn(TwoEtcds etcds, BusyWriters writers, Checker checker) {
    Map<CheckResult.How, Integer> hows = new EnumMap<>(CheckResult.How.class);
    long watermark = 0;
    int movedMeanwhile = 0;
    for (int i = 0; i < CHECKS; i++) {
      awaitBeyond(etcds, watermark);
      if (i % ROUND == ROUND / 2) {
        etcds.source().compact(etcds.checkpoint().orElseThrow().watermark());
      }
      long before = writers.written();
      Checks.Outcome outcome = check(checker, new CheckMode(true, i % ROUND == 0));
      movedMeanwhile += writers.written() > before ? 1 : 0;

      CheckResult result = outcome.result();
      assertThat(outcome.differences()).as("check %d, %s", i, result).isEmpty();
      assertThat(result.watermark()).as("between two checks").isGreaterThan(watermark);
      assertThat(result.sourceKeys()).isGreaterThan(200).isEqualTo(result.targetKeys());
      watermark = result.watermark();
      hows.merge(result.how(), 1, Integer::sum);
    }
    assertThat(movedMeanwhile).as("checks while which the source moved").isGreaterThan(190);
    assertThat(hows.get(CheckResult.How.FULL)).isEqualTo(CHECKS / ROUND);
    assertThat(hows.get(CheckResult.How.MOVED)).isGreaterThanOrEqualTo(CHECKS / ROUND);
    assertThat(hows.get(CheckResult.How.CHANGES)).isGreaterThan(CHECKS / 2);
  }

  /** Again, if the target was between the parts of one source revision all the time. */
  private static Checks.Outcome check(Checker checker, CheckMode request) {
    CannotTellException last = new CannotTellException("never tried", true);
    for (int tried = 0; tried < TRIES && last.passes(); tried++) {
      try {
        return Checks.run(checker, request);
      } catch (CannotTellException e) {
        last = e;
      }
    }
    throw last;
  }

  /** Until the mirror has carried over what was written since. */
  private static void awaitBeyond(TwoEtcds etcds, long watermark) {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> etcds.checkpoint().map(Checkpoint::watermark).orElse(0L) > watermark);
  }
}
