package io.understudy.monitor.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.gc.GcReport;
import io.understudy.core.gc.GcReport.Answer;
import io.understudy.core.port.EtcdException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class GcRunsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CALLERS = 8;

  private final AtomicInteger begun = new AtomicInteger();
  private final Semaphore mayEnd = new Semaphore(0);

  private GcReport held() {
    int number = begun.incrementAndGet();
    mayEnd.acquireUninterruptibly();
    return report(number);
  }

  private static GcReport report(long revision) {
    Answer nothing = new Answer(0, 0, Map.of(), 0, List.of(), 0, List.of());
    return new GcReport(revision, Optional.empty(), 1, 0, nothing, nothing);
  }

  @Test
  void whoAsksWhileOneRunsGetsTheNextOneAndAllWhoWaitForItShareIt() throws Exception {
    try (GcRuns runs = new GcRuns(this::held);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<GcReport> first =
          CompletableFuture.supplyAsync(() -> runs.ask(PATIENCE), callers);
      Awaitility.await().atMost(PATIENCE).until(() -> begun.get() == 1);

      CountDownLatch asking = new CountDownLatch(CALLERS);
      List<Thread> threads = new ArrayList<>();
      List<CompletableFuture<GcReport>> later = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        CompletableFuture<GcReport> answer = new CompletableFuture<>();
        later.add(answer);
        threads.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      asking.countDown();
                      answer.complete(runs.ask(PATIENCE));
                    }));
      }
      asking.await();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> threads.stream().allMatch(t -> t.getState() == Thread.State.TIMED_WAITING));
      mayEnd.release(2);

      assertThat(first.get().revision()).isEqualTo(1);
      for (CompletableFuture<GcReport> answer : later) {
        assertThat(answer.get().revision()).isEqualTo(2);
      }
      assertThat(begun.get()).isEqualTo(2);
      assertThat(runs.newest().orElseThrow().revision()).isEqualTo(2);
    }
  }

  @Test
  void whoHasNoPatienceIsToldAndTheRunGoesOn() {
    try (GcRuns runs = new GcRuns(this::held)) {
      assertThatThrownBy(() -> runs.ask(Duration.ofMillis(1)))
          .isInstanceOf(GcRuns.TooLongException.class);
      assertThat(runs.newest()).isEmpty();
      mayEnd.release(1);
      Awaitility.await().atMost(PATIENCE).until(() -> runs.newest().isPresent());
    }
  }

  @Test
  void aFailureReachesWhoAskedAndTheNextOneRunsAnew() {
    try (GcRuns runs =
        new GcRuns(
            () -> {
              if (begun.incrementAndGet() == 1) {
                throw new EtcdException(EtcdException.Kind.UNAVAILABLE, "target: gone");
              }
              return report(5);
            })) {
      assertThatThrownBy(() -> runs.ask(PATIENCE)).isInstanceOf(EtcdException.class);
      assertThat(runs.ask(PATIENCE).revision()).isEqualTo(5);
    }
  }
}
