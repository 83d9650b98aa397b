package io.understudy.core.failover;

import io.understudy.core.failover.PlannedStep.Mode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * Plays a switchover or a drill with chance as the world: steps fail, the process dies before and
 * after each entry, operators say whatever they may, also between a decision and its entry, time
 * runs.
 */
final class SimulatedRun {

  private static final int MOST_TURNS = 3000;
  private static final int RECKLESS_TURNS = 150;
  private static final int DRILL_IN = 3;

  /** Who carries it out: what comes next, and whether that is asked again before it is put down. */
  record Player(BiFunction<RunState, Instant, Next> decider, boolean asksAgain) {

    static Player of(BiFunction<RunState, Instant, Next> decider) {
      return new Player(decider, true);
    }
  }

  private final Random random;
  private final Player player;
  private final Verb verb;
  private final List<PlannedStep> steps;
  private final SimulatedWorld world;
  private final List<String> wrong = new ArrayList<>();
  private Journal journal;
  private Instant now = Runs.NOON;
  private int turns;
  private boolean justTakenOver;

  SimulatedRun(long seed, Player player) {
    this.random = new Random(seed);
    this.player = player;
    this.verb = seed % DRILL_IN == 0 ? Verb.DRILL : Verb.SWITCHOVER;
    this.steps = SimulatedWorld.steps(verb);
    this.world = new SimulatedWorld(steps, this::check);
    this.journal = Runs.journal(verb, steps);
  }

  /** What was wrong; empty if nothing was. */
  List<String> play() {
    takeOver();
    while (!Decider.isClosed(journal.state()) && turns < MOST_TURNS && wrong.isEmpty()) {
      turns++;
      turn();
    }
    check(Decider.isClosed(journal.state()), "it never ended");
    Event.Outcome outcome = journal.state().outcome();
    if (outcome != null) {
      world.ended(outcome, verb);
      StepRun retire = journal.state().step("retire");
      check(
          outcome == Event.Outcome.CANCELLED || retire.isOver() || retire.tries().failures() > 1,
          "what comes after the end was left out");
    }
    return wrong;
  }

  private void turn() {
    now = now.plusMillis(random.nextInt(isReckless() ? 40_000 : 500));
    if (isReckless() && random.nextInt(12) == 0) {
      takeOver();
    }
    sayAnything(8);
    Next next = player.decider().apply(journal.state(), now);
    boolean isFirst = justTakenOver;
    justTakenOver = false;
    if (isFirst && world.isFrozen() && !world.mayBePromoted()) {
      check(
          next instanceof Next.Undo undo && undo.step().name().equals("freeze"),
          "another process goes on under a freeze: " + next);
    }
    sayAnything(8);
    switch (next) {
      case Next.Run run -> run(run);
      case Next.Rehearse rehearse -> rehearse(rehearse);
      case Next.Undo undo -> undo(undo);
      case Next.Pass pass ->
          begin(pass, new Event.StepDone(pass.step().name(), Evidence.of("approved")));
      case Next.Wait wait -> operator(wait);
      case Next.Pause pause -> check(now.isBefore(pause.until()), "it waits for what is over");
      case Next.End end -> end(end);
      case Next.Over over -> check(false, "over before it has ended");
    }
  }

  private boolean isReckless() {
    return turns < RECKLESS_TURNS;
  }

  /** What was decided is put down unless something else is the next thing by now. */
  private boolean begin(Next decided, Event event) {
    boolean isStill =
        !player.asksAgain() || player.decider().apply(journal.state(), now).equals(decided);
    if (isStill) {
      put(event);
    }
    return isStill;
  }

  private void end(Next.End end) {
    boolean isCancelled = !journal.state().cancelled().isEmpty();
    if (begin(end, new Event.Ended(end.outcome()))) {
      check(
          isCancelled == (end.outcome() == Event.Outcome.CANCELLED),
          "ended as " + end.outcome() + ", cancelled by '" + journal.state().cancelled() + "'");
    }
  }

  private void run(Next.Run decided) {
    StepRun step = decided.step();
    String name = step.name();
    RunState before = journal.state();
    if (!begin(decided, new Event.StepBegan(name, step.attempts() + 1))) {
      return;
    }
    check(before.cancelled().isEmpty(), name + " begins in a run that is cancelled");
    check(before.paused().isEmpty(), name + " begins in a run that is paused");
    check(step.planned().mode() != Mode.REHEARSE, name + " is run, not rehearsed");
    world.begins(before, name, now);
    if (dies()) {
      return;
    }
    if (fails() || world.refuses(name)) {
      put(new Event.StepFailed(name, "by chance, or not fenced"));
      world.fails(name, now);
      return;
    }
    world.takesEffect(name, now);
    if (dies()) {
      return;
    }
    put(new Event.StepDone(name, Evidence.of("done")));
  }

  private void rehearse(Next.Rehearse decided) {
    String name = decided.step().name();
    check(verb == Verb.DRILL, "a switchover rehearses");
    if (!begin(decided, new Event.StepBegan(name, decided.step().attempts() + 1)) || dies()) {
      return;
    }
    put(
        fails()
            ? new Event.StepFailed(name, "by chance")
            : new Event.StepDone(name, Evidence.of("not run")));
  }

  private void undo(Next.Undo decided) {
    String name = decided.step().name();
    RunState before = journal.state();
    if (!begin(decided, new Event.UndoBegan(name, decided.why()))) {
      return;
    }
    world.undoes(name, !before.cancelled().isEmpty());
    if (dies()) {
      return;
    }
    boolean cannot = name.equals("promote") && world.isPromoted();
    if (cannot || random.nextInt(6) == 0) {
      put(new Event.UndoFailed(name, "by chance"));
      return;
    }
    world.isUndone(name);
    if (dies()) {
      return;
    }
    put(new Event.UndoDone(name, Evidence.of("undone")));
    world.isUndoneForGood(name);
  }

  /** In the end somebody who knows what to say. */
  private void operator(Next.Wait wait) {
    world.waits(journal.state(), now);
    if (wait.step().isEmpty()) {
      say(Command.RESUME, "");
      return;
    }
    boolean isApproval =
        journal.state().step(wait.step()).planned().spec().type().equals(StepType.APPROVE);
    boolean isHopeless = world.refuses(wait.step());
    if (isHopeless) {
      say(Command.CANCEL, "");
      return;
    }
    say(isApproval ? Command.APPROVE : Command.RETRY, wait.step());
  }

  private void sayAnything(int oneIn) {
    if (isReckless() && random.nextInt(oneIn) == 0) {
      String step = steps.get(random.nextInt(steps.size())).spec().name();
      say(Command.values()[random.nextInt(Command.values().length)], step);
    }
  }

  private void say(Command command, String step) {
    boolean isAboutAStep =
        List.of(Command.RETRY, Command.IGNORE, Command.APPROVE).contains(command);
    String about = isAboutAStep ? step : "";
    if (Decider.refusal(journal.state(), command, about).isPresent()) {
      return;
    }
    if (isAboutAStep) {
      world.mayBeTriedAtOnce();
    }
    if (command == Command.IGNORE) {
      world.ignored(journal.state().step(about));
    }
    put(new Event.Commanded(command, about, "operator", "by chance"));
  }

  private boolean fails() {
    return random.nextInt(isReckless() ? 4 : 40) == 0;
  }

  private boolean dies() {
    boolean dies = isReckless() && random.nextInt(10) == 0;
    if (dies) {
      takeOver();
    }
    return dies;
  }

  private void takeOver() {
    put(new Event.TakenOver("process"));
    justTakenOver = true;
  }

  private void put(Event event) {
    journal = Runs.with(journal, event, now);
  }

  private void check(boolean holds, String... what) {
    if (!holds) {
      wrong.add("turn " + turns + ": " + String.join(" ", Arrays.asList(what)));
    }
  }
}
