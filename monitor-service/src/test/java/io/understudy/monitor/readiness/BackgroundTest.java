package io.understudy.monitor.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BackgroundTest {

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-03-01T03:00:00Z"));
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void theFirstResultIsWaitedForAndKeptForItsInterval() {
    Background<Integer> background = of(runs::incrementAndGet);
    assertThat(background.latest()).isEqualTo(1);
    assertThat(background.latest()).isEqualTo(1);
    pass(Duration.ofSeconds(9));
    assertThat(background.latest()).isEqualTo(1);
  }

  @Test
  void aNewerOneIsMadeBesideWhileTheOldOneIsHandedOut() {
    CountDownLatch release = new CountDownLatch(1);
    Background<Integer> background =
        of(
            () -> {
              int run = runs.incrementAndGet();
              if (run == 2) {
                await(release);
              }
              return run;
            });
    assertThat(background.latest()).isEqualTo(1);
    pass(Duration.ofSeconds(10));
    assertThat(background.latest()).isEqualTo(1);
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> runs.get() == 2);
    assertThat(background.latest()).isEqualTo(1);
    release.countDown();
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> background.latest() == 2);
  }

  @Test
  void aFailureIsToldAndTriedAgainAtOnce() {
    Background<Integer> background =
        of(
            () -> {
              if (runs.incrementAndGet() == 1) {
                throw new NoAnswerException("not now");
              }
              return runs.get();
            });
    assertThatThrownBy(background::latest).hasMessage("not now");
    assertThat(background.latest()).isEqualTo(2);
  }

  private Background<Integer> of(java.util.function.Supplier<Integer> work) {
    return new Background<>(work, Duration.ofSeconds(10), now::get);
  }

  private void pass(Duration span) {
    now.updateAndGet(time -> time.plus(span));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }
}
