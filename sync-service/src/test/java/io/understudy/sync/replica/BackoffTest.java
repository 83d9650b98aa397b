package io.understudy.sync.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private final Backoff backoff =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10), new SplittableRandom(1));

  @Test
  void pausesDoubleUpToTheLimitAndAreShortenedByAtMostHalf() {
    for (long most : new long[] {500, 1000, 2000, 4000, 8000, 10_000, 10_000}) {
      assertThat(backoff.next()).isBetween(Duration.ofMillis(most / 2), Duration.ofMillis(most));
    }
  }

  @Test
  void startsAnewAfterAReset() {
    backoff.next();
    backoff.next();
    backoff.reset();

    assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(500));
  }
}
