package io.understudy.sync.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SourceClockTest {

  private final SourceClock clock = new SourceClock(16);

  @Test
  void knowsNothingBeforeTheTargetReachedAnything() {
    sample(1, 100);

    assertThat(clock.replicatedTime()).isEmpty();
    assertThat(clock.sourceRevision()).isEqualTo(100);
  }

  @Test
  void onAnIdleSourceTheNewestSampleCounts() {
    reach(100);
    sample(1, 100);
    sample(2, 100);
    sample(3, 100);

    assertThat(clock.replicatedTime()).contains(at(3));
  }

  @Test
  void theNewestSampleThatTheWatermarkReachedCounts() {
    sample(1, 100);
    sample(2, 200);
    sample(3, 300);
    reach(250);

    assertThat(clock.replicatedTime()).contains(at(2));
  }

  @Test
  void aSampleCountsFromWhenTheWatermarkReachesIt() {
    sample(1, 100);
    reach(99);
    reach(100);

    assertThat(clock.replicatedTime()).contains(at(1));
  }

  @Test
  void theCheckpointsOwnTimeAnswersUntilASampleCan() {
    clock.reached(50, at(-3600));
    sample(1, 100);
    assertThat(clock.replicatedTime()).contains(at(-3600));

    reach(100);
    assertThat(clock.replicatedTime()).contains(at(1));
  }

  @Test
  void whenTheWatermarkGoesBackTheAgeIsThatOfTheCheckpoint() {
    sample(1, 100);
    reach(100);
    clock.reached(0, at(2));

    assertThat(clock.replicatedTime()).isEmpty();
  }

  @Test
  void aSourceBehindTheWatermarkSaysNothingOfTheTarget() {
    sample(1, 100);
    reach(100);
    sample(2, 40);

    assertThat(clock.replicatedTime()).contains(at(1));
    assertThat(clock.sourceRevision()).isEqualTo(40);
  }

  @Test
  void aWatermarkThatOvertakesASampleUnderWayDoesNotDiscardIt() {
    SourceClock.Question question = clock.ask(at(1));
    reach(120);
    clock.answer(question, 110);

    assertThat(clock.replicatedTime()).contains(at(1));
  }

  @Test
  void farBehindItNeverClaimsMoreThanItKnowsAndIsRightAgainInTheEnd() {
    SplittableRandom random = new SplittableRandom(7);
    TreeMap<Long, Instant> all = new TreeMap<>();
    long revision = 100;
    for (int second = 1; second <= 5000; second++) {
      revision += random.nextInt(3);
      sample(second, revision);
      all.put(revision, at(second));
    }
    for (long watermark = 100; watermark <= revision; watermark += 50) {
      reach(watermark);
      var truth = all.floorEntry(watermark);
      Instant claimed = clock.replicatedTime().orElseThrow();
      assertThat(claimed).isBeforeOrEqualTo(truth == null ? at(0) : truth.getValue());
    }
    reach(revision);
    assertThat(clock.replicatedTime()).contains(at(5000));
  }

  private void sample(long second, long revision) {
    clock.answer(clock.ask(at(second)), revision);
  }

  private void reach(long watermark) {
    clock.reached(watermark, at(0));
  }

  private static Instant at(long second) {
    return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(second);
  }
}
