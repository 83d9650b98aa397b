package io.understudy.failover.web;

import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Time between two attempts of a step. */
final class Pause {

  private static final Duration EVERY = Duration.ofMillis(100);

  private Pause() {}

  /**
   * @param why what is waited for and why it is not there yet, for the message if time is up
   * @throws StepFailedException if time is up before the pause is
   */
  static void of(StepContext context, String why, Duration pause) throws InterruptedException {
    Instant end = context.now().plus(pause);
    context.await(
        why, EVERY, () -> context.now().isBefore(end) ? Optional.empty() : Optional.of(end));
  }
}
