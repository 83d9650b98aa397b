package io.understudy.monitor.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.readiness.Facts;
import io.understudy.core.readiness.Readiness;
import io.understudy.monitor.settings.TestSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Who asks gets a fresh answer, the metrics the newest, and listeners each. */
class ReadinessDeskTest {

  private final AtomicInteger runs = new AtomicInteger();
  private final List<Readiness> told = new ArrayList<>();

  @Test
  void beforeTheFirstEvaluationThereIsNoAnswer() {
    assertThat(desk(NothingKnown::facts).newest()).isEmpty();
  }

  @Test
  void eachCallIsANewEvaluationAndTheNewestIsKept() {
    ReadinessDesk desk =
        desk(
            () -> {
              runs.incrementAndGet();
              return NothingKnown.facts();
            });
    Readiness first = desk.evaluate();
    Readiness second = desk.evaluate();
    assertThat(runs).hasValue(2);
    assertThat(second).isNotSameAs(first);
    assertThat(told).containsExactly(first, second);
    assertThat(desk.newest()).containsSame(second);
  }

  @Test
  void whoAsksWhileOneRunsSharesTheNextOne() {
    CountDownLatch release = new CountDownLatch(1);
    ReadinessDesk desk =
        desk(
            () -> {
              if (runs.incrementAndGet() == 1) {
                await(release);
              }
              return NothingKnown.facts();
            });
    var first = CompletableFuture.supplyAsync(desk::evaluate);
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> runs.get() == 1);
    List<Thread> waiting = new ArrayList<>();
    List<CompletableFuture<Readiness>> others = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      CompletableFuture<Readiness> answer = new CompletableFuture<>();
      others.add(answer);
      waiting.add(Thread.ofPlatform().start(() -> answer.complete(desk.evaluate())));
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> waiting.stream().allMatch(t -> t.getState() == Thread.State.WAITING));
    release.countDown();
    assertThat(others).extracting(CompletableFuture::join).containsOnly(others.get(0).join());
    assertThat(others.get(0).join()).isNotSameAs(first.join());
    assertThat(runs).hasValue(2);
  }

  @Test
  void aDefectIsToldAndTheNextCallTriesAgain() {
    ReadinessDesk desk =
        desk(
            () -> {
              if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("a defect");
              }
              return NothingKnown.facts();
            });
    assertThatThrownBy(desk::evaluate).hasMessage("a defect");
    assertThat(desk.evaluate()).isNotNull();
  }

  private ReadinessDesk desk(Supplier<Facts> gatherer) {
    return new ReadinessDesk(gatherer, TestSettings.readiness().thresholds(), List.of(told::add));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }
}
