package io.understudy.failover.report;

import io.understudy.core.failover.Decider;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.RunReport;
import io.understudy.core.failover.RunState;
import io.understudy.core.failover.StepRun;
import io.understudy.core.failover.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run, as far as metrics tell of it.
 *
 * @param state as {@link RunReport#state} has it
 * @param endedAt null while it goes on
 * @param isClosed nothing is added to its journal any more
 * @param failedSteps that wait for a retry or a person
 */
record Glance(
    String id,
    Verb verb,
    String state,
    @Nullable Instant endedAt,
    boolean isClosed,
    int failedSteps,
    Optional<Duration> rto,
    Optional<Double> rpoSeconds) {

  static Glance at(RunBook.Kept kept, Instant now) {
    RunState run = kept.state();
    return new Glance(
        kept.id(),
        run.verb(),
        RunReport.state(run, Decider.next(run, now)),
        run.endedAt(),
        Decider.isClosed(run),
        run.isOver() ? 0 : (int) run.steps().stream().filter(Glance::hasFailed).count(),
        RunReport.rto(run),
        RunReport.rpoSeconds(run));
  }

  private static boolean hasFailed(StepRun step) {
    return switch (step.phase()) {
      case FAILED, UNDO_FAILED, LAPSED -> true;
      case PENDING, BEGAN, DONE, IGNORED, UNDOING, UNDONE -> false;
    };
  }
}
