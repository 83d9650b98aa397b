package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AuditPaceTest {

  private final HandClock clock = new HandClock();
  private final AuditPace pace = new AuditPace(clock);

  @Test
  void whenNothingWaitsAComparisonGoesOnAtOnce() {
    step(Duration.ofMillis(100));
    assertThat(pace.mayStep(true)).isTrue();
  }

  @Test
  void whileRevisionsWaitItRestsFourTimesAsLongAsItsLastSliceTook() {
    step(Duration.ofMillis(100));
    assertThat(pace.mayStep(false)).isFalse();
    clock.pause(Duration.ofMillis(399));
    assertThat(pace.mayStep(false)).isFalse();
    clock.pause(Duration.ofMillis(1));
    assertThat(pace.mayStep(false)).isTrue();
  }

  @Test
  void theFirstSliceDoesNotWait() {
    assertThat(pace.mayStep(false)).isTrue();
  }

  private void step(Duration taking) {
    long began = clock.nanos();
    clock.pause(taking);
    pace.stepped(began);
  }

  private static final class HandClock implements Timing {
    private long nanos;

    @Override
    public Instant now() {
      return Instant.ofEpochSecond(0, nanos);
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public double chance() {
      return 0;
    }

    @Override
    public void pause(Duration duration) {
      nanos += duration.toNanos();
    }
  }
}
