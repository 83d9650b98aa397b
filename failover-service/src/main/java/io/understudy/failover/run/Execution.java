package io.understudy.failover.run;

import io.understudy.core.failover.Decider;
import io.understudy.core.failover.Event;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Next;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.RunTurn;
import io.understudy.core.failover.StepRun;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.EtcdException;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.step.Steps;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Carries out one run: what the journal says is next, one thing after the other. For one thread.
 */
final class Execution {

  private static final Logger LOG = Logger.getLogger(Execution.class);

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
  private final RunTurn turn;
  private RunBook.Kept kept;

  Execution(
      RunBook book,
      Steps steps,
      Planner planner,
      Timing timing,
      Surroundings around,
      RunTurn turn,
      RunBook.Kept kept) {
    this.book = book;
    this.steps = steps;
    this.planner = planner;
    this.timing = timing;
    this.around = around;
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
      Next next = Decider.next(kept.state(), timing.now());
      switch (next) {
        case Next.Run run -> run(run.step());
        case Next.Rehearse rehearse -> rehearse(rehearse.step());
        case Next.Pass pass -> record(done(pass.step(), Evidence.of("approved")));
        case Next.Undo undo -> undo(undo.step(), undo.why());
        case Next.Wait wait -> waitForAWord();
        case Next.End end -> record(new Event.Ended(end.outcome()));
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
    around.told(kept, event);
  }

  /** What others put on record meanwhile. */
  void refresh() {
    kept = book.load(kept.id()).orElse(kept);
  }

  private void waitForAWord() throws InterruptedException {
    around.pause();
    refresh();
  }

  private void run(StepRun step) throws InterruptedException {
    record(new Event.StepBegan(step.name(), step.attempts() + 1));
    record(
        outcome(
            step,
            context -> done(step, made(step).run(context)),
            why -> new Event.StepFailed(step.name(), why)));
  }

  private void undo(StepRun step, String why) throws InterruptedException {
    record(new Event.UndoBegan(step.name(), why));
    record(
        outcome(
            step,
            context -> new Event.UndoDone(step.name(), made(step).undo(context)),
            failure -> new Event.UndoFailed(step.name(), failure)));
  }

  private interface Effect {
    Event on(RunContext context) throws InterruptedException;
  }

  /** What a failing effect says is on record too; what the journal cannot take is not. */
  private Event outcome(StepRun step, Effect effect, Function<String, Event> failed)
      throws InterruptedException {
    try {
      boolean isResumed = step.phase() == StepRun.Phase.BEGAN;
      return effect.on(new RunContext(this, step.name(), isResumed, timing));
    } catch (StepFailedException | EtcdException failure) {
      return failed.apply(String.valueOf(failure.getMessage()));
    } catch (JournalTroubleException journal) {
      throw journal.why();
    } catch (RuntimeException defect) {
      // What it says may hold anything: it is for the log of this process, not for the journal.
      LOG.errorf(defect, "A step broke off step=%s", step.name());
      return failed.apply(
          "it broke off ("
              + defect.getClass().getSimpleName()
              + "); the log of failover-service has it");
    }
  }

  private void rehearse(StepRun step) {
    PlanContext context = new PlanContext(kept.state().verb(), timing.now());
    Forecast forecast = planner.forecast(step.planned().spec(), context);
    record(new Event.StepBegan(step.name(), step.attempts() + 1));
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

  private static Event done(StepRun step, Evidence evidence) {
    return new Event.StepDone(step.name(), evidence);
  }
}
