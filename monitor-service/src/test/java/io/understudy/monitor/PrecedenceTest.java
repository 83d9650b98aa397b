package io.understudy.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PrecedenceTest {

  private static final Duration BOUND = Duration.ofMinutes(1);

  private final Etcd etcd = new ModelEtcd(new ModelStore(1));
  private final CountDownLatch ended = new CountDownLatch(1);

  @Test
  void aPageWaitsWhileACheckRunsAndComesWhenItHasEnded() {
    Precedence precedence = new Precedence(Duration.ofDays(1));
    CompletableFuture<Void> check = check(precedence);
    Thread reader = Thread.ofPlatform().start(() -> read(precedence.behind(etcd)));

    await().atMost(BOUND).until(() -> reader.getState() == Thread.State.TIMED_WAITING);
    ended.countDown();

    await().atMost(BOUND).until(() -> !reader.isAlive());
    assertThat(check).succeedsWithin(BOUND);
  }

  @Test
  void aPageComesBeforeTheCheckHasEndedIfThatTakesLonger() {
    Precedence precedence = new Precedence(Duration.ofMillis(1));
    CompletableFuture<Void> check = check(precedence);

    assertThat(read(precedence.behind(etcd))).isZero();

    assertThat(check).isNotDone();
    ended.countDown();
    assertThat(check).succeedsWithin(BOUND);
  }

  @Test
  void aCheckThatFailsDoesNotHoldAnyoneUp() {
    Precedence precedence = new Precedence(Duration.ofDays(1));
    CompletableFuture<Void> failing =
        CompletableFuture.supplyAsync(
            () ->
                precedence.during(
                    () -> {
                      throw new IllegalStateException("as planned");
                    }));
    await().atMost(BOUND).until(failing::isCompletedExceptionally);

    assertThat(CompletableFuture.supplyAsync(() -> read(precedence.behind(etcd))))
        .succeedsWithin(BOUND);
  }

  /** Runs until it is told to end, and has begun when this returns. */
  private CompletableFuture<Void> check(Precedence precedence) {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Void> check =
        CompletableFuture.runAsync(
            () ->
                precedence.during(
                    () -> {
                      begun.countDown();
                      reached(ended);
                      return true;
                    }));
    reached(begun);
    return check;
  }

  private static void reached(CountDownLatch latch) {
    try {
      assertThat(latch.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interruption) {
      throw new IllegalStateException(interruption);
    }
  }

  private static long read(Etcd etcd) {
    return etcd.range(RangeQuery.page(KeyRange.ALL, 0, 1)).await().count();
  }
}
