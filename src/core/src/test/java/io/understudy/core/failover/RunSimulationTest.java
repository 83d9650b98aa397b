package io.understudy.core.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.failover.SimulatedRun.Player;
import io.understudy.core.failover.StepType.Nature;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run decides, against chance: failures, crashes, operators, time. */
class RunSimulationTest {

  private static final long SEEDS = Long.getLong("simulation.seeds", 1_000);

  @Test
  void nothingIsLostWhateverHappens() {
    List<String> wrong =
        LongStream.range(0, SEEDS)
            .boxed()
            .flatMap(
                seed ->
                    new SimulatedRun(seed, Player.of(Decider::next))
                        .play().stream().map(what -> "seed " + seed + ", " + what))
            .limit(5)
            .toList();

    assertThat(wrong).isEmpty();
  }

  /** Deciders with a mistake each: a simulation that lets one pass proves nothing. */
  private static final Map<String, BiFunction<RunState, Instant, Next>> MUTANTS =
      Map.ofEntries(
          Map.entry(
              "goes on under another's freeze", (run, now) -> without(run, now, "another process")),
          Map.entry("holds a freeze for ever", (run, now) -> without(run, now, RunState.LAPSE)),
          Map.entry(
              "cancels without taking back",
              (run, now) ->
                  run.cancelled().isEmpty()
                      ? Decider.next(run, now)
                      : new Next.End(Event.Outcome.CANCELLED)),
          Map.entry(
              "takes back after the promotion",
              (run, now) ->
                  run.step("close").phase() == StepRun.Phase.DONE
                          && run.step("freeze").phase() == StepRun.Phase.DONE
                      ? new Next.Undo(run.step("freeze"), "tidy")
                      : Decider.next(run, now)),
          Map.entry("passes what has failed", RunSimulationTest::passingFailures),
          Map.entry(
              "does not verify again under a new freeze", RunSimulationTest::skippingSecondProof),
          Map.entry(
              "tries again at once",
              (run, now) ->
                  Decider.next(run, now) instanceof Next.Pause pause
                      ? new Next.Run(pause.step())
                      : Decider.next(run, now)),
          Map.entry(
              "retires before the end",
              (run, now) ->
                  run.step("probe").phase() == StepRun.Phase.DONE && !run.step("retire").isOver()
                      ? new Next.Run(run.step("retire"))
                      : Decider.next(run, now)),
          Map.entry(
              "ends when it is stuck",
              (run, now) ->
                  Decider.next(run, now) instanceof Next.Wait
                      ? new Next.End(Event.Outcome.SUCCEEDED)
                      : Decider.next(run, now)),
          Map.entry(
              "a drill runs what it has to rehearse",
              (run, now) ->
                  Decider.next(run, now) instanceof Next.Rehearse rehearse
                      ? new Next.Run(rehearse.step())
                      : Decider.next(run, now)),
          Map.entry("a drill leaves its trace", RunSimulationTest::leavingTrace),
          Map.entry(
              "cancels without taking back what came before the freeze",
              RunSimulationTest::leavingShadow),
          Map.entry("takes back in the order in which it was done", RunSimulationTest::inOrder));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "goes on under another's freeze",
        "holds a freeze for ever",
        "cancels without taking back",
        "takes back after the promotion",
        "passes what has failed",
        "does not verify again under a new freeze",
        "tries again at once",
        "retires before the end",
        "ends when it is stuck",
        "a drill runs what it has to rehearse",
        "a drill leaves its trace",
        "cancels without taking back what came before the freeze",
        "takes back in the order in which it was done"
      })
  void aMistakeIsCaught(String mutant) {
    BiFunction<RunState, Instant, Next> decider = MUTANTS.getOrDefault(mutant, Decider::next);

    assertThat(
            LongStream.range(0, SEEDS)
                .anyMatch(seed -> !new SimulatedRun(seed, Player.of(decider)).play().isEmpty()))
        .as(mutant)
        .isTrue();
  }

  @Test
  void aWordBetweenADecisionAndItsEntryIsNotPassedOver() {
    assertThat(
            LongStream.range(0, SEEDS)
                .boxed()
                .flatMap(
                    seed ->
                        new SimulatedRun(seed, new Player(Decider::next, false)).play().stream())
                .anyMatch(what -> what.contains("in a run that is")))
        .isTrue();
  }

  private static Next without(RunState run, Instant now, String why) {
    Next next = Decider.next(run, now);
    if (next instanceof Next.Undo undo
        && undo.why().startsWith(why)
        && undo.step().phase() != StepRun.Phase.UNDOING) {
      return firstOpen(run);
    }
    return next;
  }

  private static Next passingFailures(RunState run, Instant now) {
    Next next = Decider.next(run, now);
    return next instanceof Next.Wait wait
            && !wait.step().isEmpty()
            && run.step(wait.step()).phase() == StepRun.Phase.FAILED
            && run.step(wait.step()).nature() == Nature.PLAIN
        ? new Next.Run(run.step("promote"))
        : next;
  }

  private static Next skippingSecondProof(RunState run, Instant now) {
    Next next = Decider.next(run, now);
    return next instanceof Next.Run again
            && again.step().name().equals("verify")
            && again.step().attempts() > 0
        ? new Next.Pass(again.step())
        : next;
  }

  /** What a run does before the freeze and could take back. */
  private static Next leavingShadow(RunState run, Instant now) {
    Next next = Decider.next(run, now);
    return next instanceof Next.Undo undo && undo.step().name().equals("shadow") && !run.isDrill()
        ? new Next.End(Event.Outcome.CANCELLED)
        : next;
  }

  private static Next inOrder(RunState run, Instant now) {
    Next next = Decider.next(run, now);
    return next instanceof Next.Undo undo && !run.cancelled().isEmpty()
        ? run.steps().stream()
            .filter(step -> step.nature() != Nature.PLAIN && step.mayHaveEffect())
            .findFirst()
            .<Next>map(step -> new Next.Undo(step, undo.why()))
            .orElse(next)
        : next;
  }

  private static Next leavingTrace(RunState run, Instant now) {
    Next next = Decider.next(run, now);
    return run.isDrill() && run.cancelled().isEmpty() && next instanceof Next.Undo
        ? new Next.End(Event.Outcome.SUCCEEDED)
        : next;
  }

  private static Next firstOpen(RunState run) {
    return run.steps().stream()
        .filter(step -> step.phase() != StepRun.Phase.DONE)
        .filter(step -> step.phase() != StepRun.Phase.IGNORED)
        .findFirst()
        .<Next>map(Next.Run::new)
        .orElseGet(() -> new Next.End(Event.Outcome.SUCCEEDED));
  }
}
