package io.understudy.sync.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.mirror.Leadership;
import io.understudy.core.mirror.Leadership.Attempt;
import io.understudy.core.port.Bytes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaderWatchTest extends LoopCase {

  private static final Duration READ = Duration.ofMillis(300);

  @Test
  void aWatchThatBeginsInWhatIsCompactedEndsWithAPause() {
    put(Bytes.utf8("/x"), "1");
    put(Bytes.utf8("/x"), "2");
    target.compact(target.store().revision());

    // A pause that is interrupted takes itself for stopped.
    Thread.currentThread().interrupt();
    try (LeaderWatch watch = watch()) {
      watch.await(new Attempt.Following("unknown", 0));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }

    assertThat(stop.isSet()).isTrue();
  }

  @Test
  void aClockThatIsSetBackHoldsNothingUp() {
    underAClockThatIsSetBack();
    try (LeaderWatch watch = watch()) {
      watch.await(new Attempt.Following("another", target.store().revision()));
    }

    assertThat(stop.isSet()).isFalse();
  }

  private LeaderWatch watch() {
    return new LeaderWatch(new Leadership(target, KEYS, "one", 60, stop), stop, READ);
  }
}
