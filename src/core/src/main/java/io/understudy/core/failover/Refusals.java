package io.understudy.core.failover;

import io.understudy.core.failover.StepRun.Phase;
import io.understudy.core.failover.StepType.Nature;
import java.util.Optional;
import java.util.function.Predicate;

/** Which words of an operator a run does not take now. */
final class Refusals {

  private Refusals() {}

  /** As {@link Decider#refusal}. */
  static Optional<String> of(RunState run, Command command, String step) {
    if (run.isOver()) {
      return Optional.of("the run has ended");
    }
    return switch (command) {
      case PAUSE -> refuseUnless(run.paused().isEmpty(), "the run is paused already");
      case RESUME -> refuseUnless(!run.paused().isEmpty(), "the run is not paused");
      case CANCEL -> cancelRefusal(run);
      case APPROVE ->
          refuseUnless(
              Decider.first(run, s -> !Decider.isPassed(run, s))
                  .filter(s -> Decider.isApproval(s) && s.name().equals(step))
                  .isPresent(),
              "no step of that name waits for an approval now");
      case RETRY ->
          refuseUnless(
              isStep(run, step, Refusals::isStuck),
              "no step of that name has failed and waits for an operator");
      case IGNORE ->
          refuseUnless(
              isStep(run, step, Refusals::isDispensable),
              "no step of that name has failed that the run could go on without; a promotion can only"
                  + " be retried, or the run cancelled");
    };
  }

  private static Optional<String> cancelRefusal(RunState run) {
    if (!run.cancelled().isEmpty()) {
      return Optional.of("the run is being cancelled already");
    }
    boolean isPromoted =
        Decider.first(run, s -> s.nature() == Nature.COMMIT && s.mayHaveEffect())
            .filter(s -> s.phase() != Phase.FAILED)
            .isPresent();
    return refuseUnless(
        !isPromoted,
        "the site is promoted, or about to be: that cannot be taken back; go on (resume, retry,"
            + " ignore), and fail back afterwards");
  }

  private static Optional<String> refuseUnless(boolean isAllowed, String why) {
    return isAllowed ? Optional.empty() : Optional.of(why);
  }

  private static boolean isStep(RunState run, String name, Predicate<StepRun> is) {
    return run.byName().containsKey(name) && is.test(run.step(name));
  }

  private static boolean isStuck(StepRun step) {
    return step.phase() == Phase.FAILED
        || step.phase() == Phase.UNDO_FAILED
        || step.phase() == Phase.LAPSED;
  }

  /** What lapsed may still be held for: the run cannot go on as if it were. */
  private static boolean isDispensable(StepRun step) {
    return isStuck(step) && step.phase() != Phase.LAPSED && step.nature() != Nature.COMMIT;
  }
}
