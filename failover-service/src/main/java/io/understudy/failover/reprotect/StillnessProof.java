package io.understudy.failover.reprotect;

import io.understudy.failover.step.StepContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One way to prove that nothing works on a site any more. */
interface StillnessProof {

  /** What is to be seen now, and what would make it impossible. Changes nothing. */
  void look(List<String> facts, List<String> problems);

  /**
   * Begins to watch.
   *
   * @throws io.understudy.failover.step.StepFailedException if it cannot be told
   */
  Silence begin(StepContext context);

  /** What is heard from its beginning on. */
  interface Silence extends AutoCloseable {

    /** What is waited for, for people. */
    String awaited();

    /**
     * Looks once more.
     *
     * @return what was read; empty unless nothing has happened for so long by now
     * @throws io.understudy.failover.step.StepFailedException if it cannot be told
     */
    Optional<String> proved(StepContext context, Duration still);

    @Override
    void close();
  }
}
