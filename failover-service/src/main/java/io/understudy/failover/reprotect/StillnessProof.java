package io.understudy.failover.reprotect;

import io.understudy.failover.step.StepContext;
import java.time.Duration;
import java.util.List;

/** One way to prove that nothing works on a site any more. */
interface StillnessProof {

  /** What is to be seen now, and what would make it impossible. Changes nothing. */
  void look(List<String> facts, List<String> problems);

  /**
   * Waits until nothing has happened for so long.
   *
   * @return what was read
   * @throws io.understudy.failover.step.StepFailedException if that does not come, or cannot be
   *     told
   */
  String prove(StepContext context, Duration still) throws InterruptedException;
}
