package io.understudy.core.failover;

import io.understudy.core.failover.StepRun.Phase;
import io.understudy.core.failover.StepType.Nature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Decides what a run does next, from its journal and the time alone. */
public final class Decider {

  /** Parameter of held steps. */
  public static final String MAX_SECONDS = "max-seconds";

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final int MOST_DOUBLINGS = 6;

  private Decider() {}

  public static Next next(RunState run, Instant now) {
    if (run.isOver()) {
      return new Next.Over();
    }
    return first(run, step -> step.phase() == Phase.UNDOING)
        .<Next>map(step -> new Next.Undo(step, step.undoing().why()))
        .or(
            () ->
                first(run, step -> step.phase() == Phase.UNDO_FAILED)
                    .map(step -> undoFailed(run, step, now)))
        .or(() -> run.cancelled().isEmpty() ? Optional.empty() : Optional.of(cancelling(run)))
        .or(() -> letGo(run, now))
        .or(() -> pause(run))
        .orElseGet(() -> forward(run));
  }

  /** Until when a held step may hold; empty if nothing is held, or the commit has begun. */
  public static Optional<Instant> heldUntil(RunState run) {
    return run.isCommitted() ? Optional.empty() : held(run).map(Decider::end);
  }

  /**
   * Why an operator may not say that now.
   *
   * @param step that is meant; empty for the run
   * @return empty if it may be said
   */
  public static Optional<String> refusal(RunState run, Command command, String step) {
    if (run.isOver()) {
      return Optional.of("the run has ended");
    }
    return switch (command) {
      case PAUSE -> refuseUnless(run.paused().isEmpty(), "the run is paused already");
      case RESUME -> refuseUnless(!run.paused().isEmpty(), "the run is not paused");
      case CANCEL -> cancelRefusal(run);
      case APPROVE ->
          refuseUnless(
              first(run, s -> !isPassed(run, s))
                  .filter(s -> isApproval(s) && s.name().equals(step))
                  .isPresent(),
              "no step of that name waits for an approval now");
      case RETRY ->
          refuseUnless(
              isStep(run, step, Decider::isStuck),
              "no step of that name has failed and waits for an operator");
      case IGNORE ->
          refuseUnless(
              isStep(run, step, Decider::isDispensable),
              "no step of that name has failed that the run could go on without; a promotion can only"
                  + " be retried, or the run cancelled");
    };
  }

  private static Optional<String> cancelRefusal(RunState run) {
    if (!run.cancelled().isEmpty()) {
      return Optional.of("the run is being cancelled already");
    }
    boolean isPromoted =
        first(run, s -> s.nature() == Nature.COMMIT && s.mayHaveEffect())
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

  /**
   * What is held hurts users as long as it is: letting go is tried again without being asked, and
   * so is what has to be taken back before.
   */
  private static Next undoFailed(RunState run, StepRun step, Instant now) {
    Instant last = step.undoing().at();
    boolean isDue =
        step.tries().process() != run.process()
            || last == null
            || !now.isBefore(last.plus(pause(step)));
    boolean isPressing = step.nature() == Nature.HELD || step.nature() == Nature.COMMIT;
    if (isPressing && isDue) {
      return new Next.Undo(step, step.undoing().why());
    }
    String word =
        step.nature() == Nature.COMMIT
            ? "; retry it, which goes on with the run instead of cancelling it"
            : "; retry it, or ignore it";
    return new Next.Wait(step.name(), "it could not be taken back: " + step.why() + word);
  }

  /** Doubled each time, so that a journal does not fill up with it. */
  private static Duration pause(StepRun step) {
    return FIRST_PAUSE.multipliedBy(1L << Math.min(step.undoing().failures() - 1, MOST_DOUBLINGS));
  }

  /** Takes back in the reverse order what can be. */
  private static Next cancelling(RunState run) {
    return last(run, step -> step.nature() != Nature.PLAIN && step.mayHaveEffect())
        .<Next>map(step -> new Next.Undo(step, "the run was cancelled by " + run.cancelled()))
        .orElseGet(() -> new Next.End(Event.Outcome.CANCELLED));
  }

  private static Optional<Next> letGo(RunState run, Instant now) {
    if (run.isCommitted()) {
      return withdraw(run, now);
    }
    return held(run)
        .flatMap(
            step -> {
              if (step.tries().process() != run.process()) {
                return Optional.of("another process goes on with the run");
              }
              return now.isBefore(end(step)) ? Optional.empty() : Optional.of(RunState.LAPSE);
            })
        .flatMap(why -> held(run).map(step -> new Next.Undo(step, why)));
  }

  /** A promotion that fails does not hold a freeze for ever: it is withdrawn first. */
  private static Optional<Next> withdraw(RunState run, Instant now) {
    boolean isOverTime = held(run).filter(step -> !now.isBefore(end(step))).isPresent();
    return first(run, step -> step.nature() == Nature.COMMIT && step.phase() == Phase.FAILED)
        .filter(step -> isOverTime && step.tries().failures() > step.planned().spec().retries())
        .map(step -> new Next.Undo(step, RunState.LAPSE));
  }

  private static Optional<StepRun> held(RunState run) {
    return first(run, step -> step.nature() == Nature.HELD && step.mayHaveEffect());
  }

  private static Instant end(StepRun step) {
    Instant began = step.beganAt();
    if (began == null) {
      throw new IllegalStateException("a step without a beginning holds nothing");
    }
    return began.plusSeconds(
        step.planned()
            .spec()
            .with()
            .number(MAX_SECONDS, step.planned().spec().timeout().toSeconds()));
  }

  private static Optional<Next> pause(RunState run) {
    return run.paused().isEmpty()
        ? Optional.empty()
        : Optional.of(new Next.Wait("", "paused by " + run.paused() + "; resume it"));
  }

  private static Next forward(RunState run) {
    return first(run, step -> !isPassed(run, step))
        .map(step -> step(run, step))
        .orElseGet(() -> finish(run));
  }

  private static boolean isPassed(RunState run, StepRun step) {
    boolean isUndoneByDrill = run.isDrill() && step.phase() == Phase.UNDONE;
    return step.planned().mode() == PlannedStep.Mode.REMEDY || step.isOver() || isUndoneByDrill;
  }

  private static Next step(RunState run, StepRun step) {
    return switch (step.phase()) {
      case PENDING, BEGAN, UNDONE -> begin(step);
      case FAILED -> failed(run, step);
      case LAPSED ->
          new Next.Wait(step.name(), step.why() + ", and taken back; retry it, or cancel the run");
      case DONE, IGNORED, UNDOING, UNDO_FAILED ->
          throw new IllegalStateException("nothing is to be done about " + step);
    };
  }

  private static Next begin(StepRun step) {
    if (step.planned().mode() == PlannedStep.Mode.REHEARSE) {
      return new Next.Rehearse(step);
    }
    if (!isApproval(step)) {
      return new Next.Run(step);
    }
    return step.isApproved()
        ? new Next.Pass(step)
        : new Next.Wait(
            step.name(), step.planned().spec().with().text("message", "") + "; approve it");
  }

  private static boolean isApproval(StepRun step) {
    return step.planned().spec().type().equals(StepType.APPROVE);
  }

  private static Next failed(RunState run, StepRun step) {
    StepSpec spec = step.planned().spec();
    if (step.tries().failures() > spec.retries()) {
      return stuck(step);
    }
    if (spec.remedy().isEmpty() || step.tries().remedied()) {
      return begin(step);
    }
    StepRun remedy = run.step(spec.remedy().get());
    boolean isExhausted =
        remedy.phase() == Phase.FAILED
            && remedy.tries().failures() > remedy.planned().spec().retries();
    return switch (remedy.phase()) {
      case IGNORED -> begin(step);
      case FAILED -> isExhausted ? stuck(remedy) : begin(remedy);
      case PENDING, BEGAN, DONE, UNDOING, UNDO_FAILED, UNDONE, LAPSED -> begin(remedy);
    };
  }

  private static Next stuck(StepRun step) {
    boolean isCommit = step.nature() == Nature.COMMIT;
    return new Next.Wait(
        step.name(),
        "it failed: "
            + step.why()
            + (isCommit
                ? "; retry it, or cancel the run"
                : "; retry it, ignore it, or cancel the run"));
  }

  private static Next finish(RunState run) {
    Optional<StepRun> trace =
        run.isDrill()
            ? last(run, step -> step.nature() != Nature.PLAIN && step.mayHaveEffect())
            : Optional.empty();
    return trace
        .<Next>map(step -> new Next.Undo(step, "a drill leaves no trace"))
        .orElseGet(() -> new Next.End(Event.Outcome.SUCCEEDED));
  }

  private static Optional<StepRun> first(RunState run, Predicate<StepRun> which) {
    return run.steps().stream().filter(which).findFirst();
  }

  private static Optional<StepRun> last(RunState run, Predicate<StepRun> which) {
    List<StepRun> matching = new ArrayList<>(run.steps().stream().filter(which).toList());
    return matching.isEmpty() ? Optional.empty() : Optional.of(matching.getLast());
  }
}
