package io.understudy.failover.run;

import io.understudy.core.failover.Command;
import io.understudy.core.failover.Decider;
import io.understudy.core.failover.Event;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Next;
import io.understudy.core.failover.NotAddedException;
import io.understudy.core.failover.PlannedStep;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.RunTurn;
import io.understudy.core.failover.StepRun;
import io.understudy.core.failover.StepType;
import io.understudy.core.failover.TurnLostException;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.EtcdException;
import io.understudy.failover.step.HeldStep;
import io.understudy.failover.step.NeedsPersonException;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.RunAbortedException;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.step.Steps;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Carries out one run: what the journal says is next, one thing after the other. For one thread.
 */
final class Execution {

  private static final Logger LOG = Logger.getLogger(Execution.class);

  /** Who cancels a run that nobody may go on with. */
  private static final String ITSELF = "failover-service";

  /** How it waits for operators, and who is told. */
  interface Surroundings {

    void pause() throws InterruptedException;

    /** Something was put on record. */
    void told(RunBook.Kept kept, Event event);
  }

  private final RunBook book;
  private final Steps steps;
  private final Planner planner;
  private final Timing timing;
  private final Surroundings around;
  private final HoldWatch watch;
  private final RunTurn turn;
  private RunBook.Kept kept;

  /** Why the step that ran last wants the run cancelled. */
  private Optional<String> abort = Optional.empty();

  Execution(
      RunBook book,
      Steps steps,
      Planner planner,
      Timing timing,
      Surroundings around,
      HoldWatch watch,
      RunTurn turn,
      RunBook.Kept kept) {
    this.book = book;
    this.steps = steps;
    this.planner = planner;
    this.timing = timing;
    this.around = around;
    this.watch = watch;
    this.turn = turn;
    this.kept = kept;
  }

  /**
   * @throws InterruptedException if this process stops, or has lost its turn
   */
  void carryOut() throws InterruptedException {
    record(new Event.TakenOver(turn.holder()));
    boolean goesOn = true;
    while (goesOn) {
      Instant now = timing.now();
      Next next = Decider.next(kept.state(), now);
      switch (next) {
        case Next.Run run -> run(run, now);
        case Next.Rehearse rehearse -> rehearse(rehearse, now);
        case Next.Pass pass -> begin(pass, done(pass.step(), Evidence.of("approved")), now);
        case Next.Undo undo -> undo(undo, now);
        case Next.Wait wait -> waitForAWord();
        case Next.Pause pause -> waitForAWord();
        case Next.End end -> begin(end, new Event.Ended(end.outcome()), now);
        case Next.Over over -> goesOn = false;
      }
    }
  }

  RunBook.Kept kept() {
    return kept;
  }

  /** On record, or this process has no business with the run any more. */
  void record(Event event) {
    kept = book.append(kept, event, turn);
    watch.added(kept);
    around.told(kept, event);
  }

  /**
   * Puts a beginning on record, unless an operator has said something meanwhile that makes
   * something else the next thing.
   *
   * @return whether it is on record
   */
  private boolean begin(Next decided, Event event, Instant now) {
    boolean isCommit =
        decided instanceof Next.Run run && run.step().nature() == StepType.Nature.COMMIT;
    if (isCommit && !watch.mayCommit()) {
      // What it relies on was let go of: by now that is what has to be put on record.
      return false;
    }
    try {
      kept =
          book.append(
              kept,
              fresh ->
                  Decider.next(fresh, now).equals(decided) ? Optional.of(event) : Optional.empty(),
              turn);
    } catch (TurnLostException | NotAddedException refused) {
      watch.isNotCommitted();
      throw refused;
    }
    boolean isOnRecord = kept.journal().last().event().equals(event);
    if (isOnRecord) {
      watch.added(kept);
      around.told(kept, event);
    } else {
      watch.isNotCommitted();
      watch.saw(kept);
    }
    return isOnRecord;
  }

  /**
   * Takes in what others put on record meanwhile. Where that cannot be read now, the next entry of
   * this process tells.
   */
  void refresh() {
    try {
      kept = book.refresh(kept).orElse(kept);
      watch.saw(kept);
    } catch (EtcdException silent) {
      LOG.debugf("The journal cannot be read now reason=\"%s\"", silent.getMessage());
    }
  }

  private void waitForAWord() throws InterruptedException {
    around.pause();
    refresh();
  }

  private void run(Next.Run decided, Instant now) throws InterruptedException {
    StepRun step = decided.step();
    if (step.planned().mode() == PlannedStep.Mode.REHEARSE) {
      throw new IllegalStateException("a step that a drill rehearses is not run: " + step.name());
    }
    if (begin(decided, new Event.StepBegan(step.name(), step.attempts() + 1), now)) {
      abort = Optional.empty();
      record(
          outcome(
              step,
              context -> done(step, held(step, made(step)).run(context)),
              failure ->
                  new Event.StepFailed(
                      step.name(), said(failure), failure instanceof NeedsPersonException)));
      abort.ifPresent(this::cancel);
    }
  }

  /** In the words of an operator, unless one could not say so any more: the promotion is begun. */
  private void cancel(String why) {
    Event cancelled = new Event.Commanded(Command.CANCEL, "", ITSELF, why);
    kept =
        book.append(
            kept,
            fresh ->
                Decider.refusal(fresh, Command.CANCEL, "").isEmpty()
                    ? Optional.of(cancelled)
                    : Optional.empty(),
            turn);
    watch.saw(kept);
    if (kept.journal().last().event().equals(cancelled)) {
      around.told(kept, cancelled);
    }
  }

  private void undo(Next.Undo decided, Instant now) throws InterruptedException {
    StepRun step = decided.step();
    if (begin(decided, new Event.UndoBegan(step.name(), decided.why()), now)) {
      record(
          outcome(
              step,
              context -> new Event.UndoDone(step.name(), made(step).undo(context)),
              failure -> new Event.UndoFailed(step.name(), said(failure))));
    }
  }

  private interface Effect {
    Event on(RunContext context) throws InterruptedException;
  }

  /** What a failing effect says is on record too; what the journal cannot take is not. */
  private Event outcome(StepRun step, Effect effect, Function<RuntimeException, Event> failed)
      throws InterruptedException {
    try {
      boolean isResumed = step.phase() == StepRun.Phase.BEGAN;
      return effect.on(new RunContext(this, step.name(), isResumed, timing));
    } catch (StepFailedException | EtcdException failure) {
      requireNotStopping();
      if (failure instanceof RunAbortedException) {
        abort = Optional.of(String.valueOf(failure.getMessage()));
      }
      return failed.apply(failure);
    } catch (JournalTroubleException journal) {
      throw journal.why();
    } catch (RuntimeException defect) {
      requireNotStopping();
      // What it says may hold anything: it is for the log of this process, not for the journal.
      LOG.errorf(defect, "A step broke off step=%s", step.name());
      return failed.apply(
          new StepFailedException(
              "it broke off ("
                  + defect.getClass().getSimpleName()
                  + "); the log of failover-service has it"));
    }
  }

  private static String said(RuntimeException failure) {
    return String.valueOf(failure.getMessage());
  }

  /** What fails as this process stops, or has lost its turn, is no failure of the step. */
  private static void requireNotStopping() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private void rehearse(Next.Rehearse decided, Instant now) throws InterruptedException {
    StepRun step = decided.step();
    if (!begin(decided, new Event.StepBegan(step.name(), step.attempts() + 1), now)) {
      return;
    }
    PlanContext context = new PlanContext(kept.state().verb(), timing.now());
    Forecast forecast = planner.forecast(step.planned().spec(), context);
    requireNotStopping();
    String summary = "not run, as it would leave a trace: " + forecast.will();
    record(
        forecast.problems().isEmpty()
            ? done(step, new Evidence(summary, forecast.facts(), Map.of()))
            : new Event.StepFailed(step.name(), String.join("; ", forecast.problems())));
  }

  private Step made(StepRun step) {
    List<String> unset = step.planned().spec().unset();
    if (!unset.isEmpty()) {
      throw new StepFailedException(String.join("; ", unset));
    }
    return steps.make(step.planned().spec());
  }

  private Step held(StepRun step, Step made) {
    if (made instanceof HeldStep effect) {
      Decider.heldUntil(kept.state())
          .ifPresent(until -> watch.holds(kept.id(), step.name(), effect, until));
    }
    return made;
  }

  private static Event done(StepRun step, Evidence evidence) {
    return new Event.StepDone(step.name(), evidence);
  }
}
