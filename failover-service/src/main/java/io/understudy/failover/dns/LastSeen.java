package io.understudy.failover.dns;

import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits as a step does, and says what was seen last when that was in vain. */
final class LastSeen {

  private LastSeen() {}

  /**
   * @param seen a sentence, asked for when time is up
   * @throws StepFailedException if time is up
   */
  static <T> T await(
      StepContext context,
      String what,
      Duration every,
      Supplier<String> seen,
      Supplier<Optional<T>> look)
      throws InterruptedException {
    try {
      return context.await(what, every, look);
    } catch (StepFailedException late) {
      throw new StepFailedException(late.getMessage() + "; seen last: " + seen.get(), late);
    }
  }
}
