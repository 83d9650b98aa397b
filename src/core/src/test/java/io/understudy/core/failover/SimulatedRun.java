package io.understudy.core.failover;

import io.understudy.core.failover.PlannedStep.Mode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Plays a switchover with chance as the world: steps fail, the process dies before and after each
 * entry, operators say whatever they may, time runs. It knows by itself what is in effect, and says
 * what must never be.
 */
final class SimulatedRun {

  private static final int MOST_TURNS = 3000;
  private static final int RECKLESS_TURNS = 150;
  private static final int MAX_SECONDS = 100;

  private static final List<PlannedStep> STEPS =
      List.of(
          Runs.step("ready", Runs.LOOK),
          Runs.step("freeze", Runs.FREEZE, 1, "", Mode.RUN),
          Runs.step("verify", Runs.LOOK, 1, "mend", Mode.RUN),
          Runs.step("ask", StepType.APPROVE),
          Runs.step("promote", Runs.COMMIT, 1, "", Mode.RUN),
          Runs.step("close", Runs.CLOSE),
          Runs.step("probe", Runs.LOOK),
          Runs.step("mend", Runs.LOOK, 0, "", Mode.REMEDY));

  private final Random random;
  private final BiFunction<RunState, Instant, Next> decider;
  private Journal journal = Runs.journal(Verb.SWITCHOVER, STEPS);
  private Instant now = Runs.NOON;
  private int turns;

  private final Set<String> inEffect = new HashSet<>();
  private final Set<String> ignored = new HashSet<>();
  private final List<String> wrong = new ArrayList<>();
  private Instant frozenSince = Instant.MAX;
  private int freezes;
  private int verifiedFreeze = -1;
  private boolean justTakenOver;

  SimulatedRun(long seed, BiFunction<RunState, Instant, Next> decider) {
    this.random = new Random(seed);
    this.decider = decider;
  }

  /** What was wrong; empty if nothing was. */
  List<String> play() {
    takeOver();
    while (!journal.state().isOver() && turns < MOST_TURNS && wrong.isEmpty()) {
      turns++;
      turn();
    }
    check(journal.state().isOver(), "it never ended");
    if (journal.state().outcome() == Event.Outcome.CANCELLED) {
      check(inEffect.isEmpty(), "cancelled, and still in effect: " + inEffect);
    }
    if (journal.state().outcome() == Event.Outcome.SUCCEEDED) {
      check(inEffect.contains("promote"), "ended well without a promotion");
    }
    return wrong;
  }

  private void turn() {
    now = now.plusMillis(random.nextInt(isReckless() ? 40_000 : 500));
    if (isReckless() && random.nextInt(12) == 0) {
      takeOver();
    }
    if (isReckless() && random.nextInt(8) == 0) {
      say(Command.values()[random.nextInt(Command.values().length)], anyStep());
    }
    Next next = decider.apply(journal.state(), now);
    boolean isFirst = justTakenOver;
    justTakenOver = false;
    if (isFirst && isFrozen() && !inEffect.contains("promote") && !mayBePromoted()) {
      check(
          next instanceof Next.Undo undo && undo.step().name().equals("freeze"),
          "another process goes on under a freeze: " + next);
    }
    switch (next) {
      case Next.Run run -> run(run.step());
      case Next.Undo undo -> undo(undo.step(), undo.why());
      case Next.Pass pass -> put(new Event.StepDone(pass.step().name(), Evidence.of("approved")));
      case Next.Wait wait -> operator(wait);
      case Next.End end -> put(new Event.Ended(end.outcome()));
      case Next.Rehearse rehearse -> wrong.add("a switchover rehearses");
      case Next.Over over -> wrong.add("over before it has ended");
    }
  }

  private boolean isReckless() {
    return turns < RECKLESS_TURNS;
  }

  private boolean isFrozen() {
    return inEffect.contains("freeze");
  }

  private boolean mayBePromoted() {
    return journal.state().isCommitted();
  }

  private void run(StepRun step) {
    String name = step.name();
    check(
        !isFrozen() || mayBePromoted() || now.isBefore(frozenSince.plusSeconds(MAX_SECONDS)),
        name + " under a freeze that is over time");
    for (PlannedStep before : STEPS) {
      if (before.spec().name().equals(name) || before.mode() == Mode.REMEDY) {
        break;
      }
      StepRun earlier = journal.state().step(before.spec().name());
      boolean isPassed = earlier.phase() == StepRun.Phase.DONE || ignored.contains(earlier.name());
      check(isPassed || step.planned().mode() == Mode.REMEDY, name + " before " + earlier.name());
    }
    put(new Event.StepBegan(name, step.attempts() + 1));
    if (dies()) {
      return;
    }
    if (random.nextInt(isReckless() ? 4 : 40) == 0) {
      put(new Event.StepFailed(name, "by chance"));
      return;
    }
    takeEffect(name);
    if (dies()) {
      return;
    }
    put(new Event.StepDone(name, Evidence.of("done")));
  }

  private void takeEffect(String name) {
    switch (name) {
      case "freeze" -> {
        frozenSince = now;
        freezes += isFrozen() ? 0 : 1;
        inEffect.add(name);
      }
      case "verify" -> verifiedFreeze = freezes;
      case "promote" -> {
        boolean isProtected = isFrozen() || ignored.contains("freeze");
        check(isProtected, "promoted without a freeze");
        boolean isVerified = verifiedFreeze == freezes || ignored.contains("verify");
        check(isVerified, "promoted by a proof of before the freeze");
        inEffect.add(name);
      }
      case "close" -> inEffect.add(name);
      default -> {}
    }
  }

  private void undo(StepRun step, String why) {
    String name = step.name();
    check(
        !inEffect.contains("promote") || name.equals("promote"),
        name + " undone after the promotion");
    put(new Event.UndoBegan(name, why));
    if (dies()) {
      return;
    }
    boolean cannot = name.equals("promote") && inEffect.contains("promote");
    if (cannot || random.nextInt(6) == 0) {
      put(new Event.UndoFailed(name, "by chance"));
      return;
    }
    inEffect.remove(name);
    if (dies()) {
      return;
    }
    put(new Event.UndoDone(name, Evidence.of("undone")));
  }

  /** In the end somebody who knows what to say. */
  private void operator(Next.Wait wait) {
    Command command =
        wait.step().isEmpty()
            ? Command.RESUME
            : journal.state().step(wait.step()).planned().spec().type().equals(StepType.APPROVE)
                ? Command.APPROVE
                : Command.RETRY;
    say(command, wait.step());
  }

  private void say(Command command, String step) {
    boolean isAboutAStep =
        command == Command.RETRY || command == Command.IGNORE || command == Command.APPROVE;
    String about = isAboutAStep ? step : "";
    if (Decider.refusal(journal.state(), command, about).isPresent()) {
      return;
    }
    if (command == Command.IGNORE) {
      StepRun stuck = journal.state().step(about);
      if (stuck.phase() == StepRun.Phase.UNDO_FAILED) {
        // Whoever ignores that has taken it back by hand.
        inEffect.remove(about);
      } else {
        ignored.add(about);
      }
    }
    put(new Event.Commanded(command, about, "operator", "by chance"));
  }

  private String anyStep() {
    return STEPS.get(random.nextInt(STEPS.size())).spec().name();
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

  private void check(boolean holds, String what) {
    if (!holds) {
      wrong.add("turn " + turns + ": " + what);
    }
  }
}
