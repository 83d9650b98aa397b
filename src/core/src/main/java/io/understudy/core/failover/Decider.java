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
      return afterEnd(run)
          .map(step -> step.tries().failures() == 0 ? begin(step) : again(step, now))
          .orElseGet(Next.Over::new);
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
        .orElseGet(() -> forward(run, now));
  }

  /** Whether nothing is left to be done about a run, not even what comes after its end. */
  public static boolean isClosed(RunState run) {
    return run.isOver() && afterEnd(run).isEmpty();
  }

  /** What is given up after its last attempt: nobody can say anything to a run that has ended. */
  private static Optional<StepRun> afterEnd(RunState run) {
    return run.outcome() == Event.Outcome.SUCCEEDED
        ? first(run, step -> isAfterEnd(step) && !step.isOver() && !step.isExhausted())
        : Optional.empty();
  }

  private static boolean isAfterEnd(StepRun step) {
    return step.nature() == Nature.AFTER_END && step.planned().mode() == PlannedStep.Mode.RUN;
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
    return Refusals.of(run, command, step);
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
    return last(run, Decider::isToBeTakenBack)
        .<Next>map(step -> new Next.Undo(step, "the run was cancelled by " + run.cancelled()))
        .orElseGet(() -> new Next.End(Event.Outcome.CANCELLED));
  }

  private static boolean isToBeTakenBack(StepRun step) {
    return switch (step.nature()) {
      case PLAIN, AFTER_END -> false;
      case UNDONE_ON_CANCEL, HELD, COMMIT -> step.mayHaveEffect();
    };
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

  /**
   * A promotion that nobody goes on with does not hold a freeze for ever: it is withdrawn first.
   */
  private static Optional<Next> withdraw(RunState run, Instant now) {
    boolean isOverTime = held(run).filter(step -> !now.isBefore(end(step))).isPresent();
    return first(run, step -> step.nature() == Nature.COMMIT && isLeft(run, step))
        .filter(step -> isOverTime)
        .map(step -> new Next.Undo(step, RunState.LAPSE));
  }

  /** Whether it is not tried again unless somebody says so. */
  private static boolean isLeft(RunState run, StepRun step) {
    boolean isPaused = !run.paused().isEmpty();
    return switch (step.phase()) {
      case FAILED -> step.isExhausted() || isPaused;
      case BEGAN -> step.tries().process() != run.process() && isPaused;
      case PENDING, DONE, IGNORED, UNDOING, UNDO_FAILED, UNDONE, LAPSED -> false;
    };
  }

  private static Optional<StepRun> held(RunState run) {
    return first(run, step -> step.nature() == Nature.HELD && step.mayHaveEffect());
  }

  /** Counted from the first of its attempts that may be in effect: from then on users wait. */
  private static Instant end(StepRun step) {
    StepSpec spec = step.planned().spec();
    return step.inEffectSince()
        .orElseThrow(() -> new IllegalStateException("what is not in effect holds nothing"))
        .plusSeconds(spec.with().number(MAX_SECONDS, spec.timeout().toSeconds()));
  }

  private static Optional<Next> pause(RunState run) {
    return run.paused().isEmpty()
        ? Optional.empty()
        : Optional.of(new Next.Wait("", "paused by " + run.paused() + "; resume it"));
  }

  private static Next forward(RunState run, Instant now) {
    return first(run, step -> !isPassed(run, step))
        .map(step -> step(run, step, now))
        .orElseGet(() -> finish(run));
  }

  static boolean isPassed(RunState run, StepRun step) {
    boolean isUndoneByDrill = run.isDrill() && step.phase() == Phase.UNDONE;
    return step.planned().mode() == PlannedStep.Mode.REMEDY
        || step.isOver()
        || isUndoneByDrill
        || isAfterEnd(step);
  }

  private static Next step(RunState run, StepRun step, Instant now) {
    return switch (step.phase()) {
      case PENDING, BEGAN, UNDONE -> begin(step);
      case FAILED -> failed(run, step, now);
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

  static boolean isApproval(StepRun step) {
    return step.planned().spec().type().equals(StepType.APPROVE);
  }

  /** Once its pause is over. */
  private static Next again(StepRun step, Instant now) {
    Instant failedAt = step.tries().failedAt();
    Instant due = failedAt == null ? now : failedAt.plus(step.planned().spec().retryPause());
    return now.isBefore(due) ? new Next.Pause(step, due) : begin(step);
  }

  private static Next failed(RunState run, StepRun step, Instant now) {
    StepSpec spec = step.planned().spec();
    if (step.isExhausted()) {
      return stuck(step);
    }
    if (spec.remedy().isEmpty() || step.tries().remedied()) {
      return again(step, now);
    }
    StepRun remedy = run.step(spec.remedy().get());
    return switch (remedy.phase()) {
      case IGNORED -> again(step, now);
      case FAILED -> remedy.isExhausted() ? stuck(remedy) : again(remedy, now);
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
        run.isDrill() ? last(run, Decider::isToBeTakenBack) : Optional.empty();
    return trace
        .<Next>map(step -> new Next.Undo(step, "a drill leaves no trace"))
        .orElseGet(() -> new Next.End(Event.Outcome.SUCCEEDED));
  }

  static Optional<StepRun> first(RunState run, Predicate<StepRun> which) {
    return run.steps().stream().filter(which).findFirst();
  }

  private static Optional<StepRun> last(RunState run, Predicate<StepRun> which) {
    List<StepRun> matching = new ArrayList<>(run.steps().stream().filter(which).toList());
    return matching.isEmpty() ? Optional.empty() : Optional.of(matching.getLast());
  }
}
