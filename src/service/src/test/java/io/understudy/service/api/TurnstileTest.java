package io.understudy.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.service.threads.Threads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnstileTest {

  private static final int PATIENCE_SECONDS = 60;

  private final Turnstile turnstile = new Turnstile(1, "understudy.some.waiting-max");

  @Test
  void whoFindsNoRoomIsTurnedAwayAtOnceAndToldWhatToDo() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch mayLeave = new CountDownLatch(1);
    CompletableFuture<String> first =
        CompletableFuture.supplyAsync(
            () -> turnstile.through(() -> stay(inside, mayLeave)), Threads.each("first"));
    assertThat(inside.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

    assertThatThrownBy(() -> turnstile.through(() -> "in"))
        .isInstanceOf(Turnstile.FullException.class)
        .hasMessageContaining("(1) wait for an answer already")
        .hasMessageContaining("raise understudy.some.waiting-max");

    mayLeave.countDown();
    assertThat(first.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("left");
    assertThat(turnstile.<String>through(() -> "in")).isEqualTo("in");
  }

  @Test
  void whoFailsInsideLeavesRoom() {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(
              () ->
                  turnstile.through(
                      () -> {
                        throw new IllegalStateException("it broke");
                      }))
          .hasMessage("it broke");
    }
  }

  /** An answer is written after the work is done. */
  @Test
  void whoHoldsAPassIsInsideUntilItIsClosedOnce() {
    Turnstile two = new Turnstile(2, "understudy.some.waiting-max");
    Turnstile.Pass first = two.enter();
    Turnstile.Pass second = two.enter();
    assertThatThrownBy(two::enter).isInstanceOf(Turnstile.FullException.class);

    first.close();
    first.close();

    Turnstile.Pass third = two.enter();
    assertThatThrownBy(two::enter).isInstanceOf(Turnstile.FullException.class);
    second.close();
    third.close();
    assertThat(two.<String>through(() -> "in")).isEqualTo("in");
  }

  private static String stay(CountDownLatch inside, CountDownLatch mayLeave) {
    inside.countDown();
    try {
      return mayLeave.await(PATIENCE_SECONDS, TimeUnit.SECONDS) ? "left" : "nobody said so";
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
