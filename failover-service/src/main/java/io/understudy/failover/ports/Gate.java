package io.understudy.failover.ports;

import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.util.List;
import java.util.Optional;

/** What closes and opens one VIP's port. Both may be asked for again. */
interface Gate {

  /** Changes nothing. */
  GateView look();

  /** What has to be known to open it again; empty if nothing has. */
  default Optional<String> memory() {
    return Optional.empty();
  }

  /** Whether what calls itself closed has no connections left either. */
  default boolean closedIsEmpty() {
    return false;
  }

  /** Why {@link #close} would fail although it is open. */
  default Optional<String> cannotClose() {
    return Optional.empty();
  }

  /** Why {@link #open} would fail although it is closed. */
  default Optional<String> cannotOpen() {
    return Optional.empty();
  }

  /**
   * Closes it and ends what is open there, as far as it can.
   *
   * @return lines for evidence
   * @throws StepFailedException if it cannot
   */
  List<String> close(StepContext context) throws InterruptedException;

  /**
   * @param memory what {@link #memory} was before this run closed it; empty if it did not
   * @return lines for evidence
   * @throws StepFailedException if it cannot
   */
  List<String> open(StepContext context, Optional<String> memory) throws InterruptedException;

  /** What somebody should know before closing. */
  default Optional<String> warning() {
    return Optional.empty();
  }
}
