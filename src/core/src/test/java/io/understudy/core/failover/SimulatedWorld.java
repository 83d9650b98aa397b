package io.understudy.core.failover;

import io.understudy.core.failover.PlannedStep.Mode;
import io.understudy.core.failover.StepType.InDrill;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is in effect, kept apart from any journal, and what must never be. */
final class SimulatedWorld {

  private static final int MAX_SECONDS = 100;

  /** Says so if something does not hold. */
  interface Check {
    void that(boolean holds, String... what);
  }

  private final List<PlannedStep> steps;
  private final Check check;
  private final List<String> inEffect = new ArrayList<>();
  private final Set<String> ignored = new HashSet<>();

  /** When a step failed that is to be tried again of itself. */
  private final Map<String, Instant> failed = new HashMap<>();

  private Instant frozenSince = Instant.MAX;

  /** Whether a promotion was begun that nobody has withdrawn. */
  private boolean mayBePromoted;

  private int freezes;
  private int verifiedFreeze = -1;

  SimulatedWorld(List<PlannedStep> steps, Check check) {
    this.steps = steps;
    this.check = check;
  }

  /** Those of a switchover; a drill rehearses what would leave a trace. */
  static List<PlannedStep> steps(Verb verb) {
    return List.of(
        step(verb, "ready", Runs.LOOK, 0, ""),
        step(verb, "shadow", Runs.SHADOW, 1, ""),
        step(verb, "retire", Runs.RETIRE, 1, ""),
        step(verb, "freeze", Runs.FREEZE, 1, ""),
        step(verb, "verify", Runs.LOOK, 1, "mend"),
        step(verb, "ask", StepType.APPROVE, 0, ""),
        step(verb, "promote", Runs.COMMIT, 1, ""),
        step(verb, "close", Runs.CLOSE, 0, ""),
        step(verb, "probe", Runs.LOOK, 0, ""),
        Runs.step("mend", Runs.LOOK, 0, "", Mode.REMEDY));
  }

  private static PlannedStep step(
      Verb verb, String name, StepType type, int retries, String remedy) {
    boolean isReal = verb != Verb.DRILL || type.inDrill() == InDrill.REAL;
    return Runs.step(name, type, retries, remedy, isReal ? Mode.RUN : Mode.REHEARSE);
  }

  boolean isFrozen() {
    return inEffect.contains("freeze");
  }

  boolean isPromoted() {
    return inEffect.contains("promote");
  }

  /** Whether it is, or a promotion that is under way may come about. */
  boolean mayBePromoted() {
    return mayBePromoted;
  }

  /** Nobody is waited for under a freeze without an end. */
  void waits(RunState run, Instant now) {
    boolean isBeingTakenBack =
        run.steps().stream().anyMatch(step -> step.phase() == StepRun.Phase.UNDO_FAILED);
    check.that(
        !isOverTime(now) || isPromoted() || isBeingTakenBack,
        "a person is waited for under a freeze that is over time");
  }

  private boolean isOverTime(Instant now) {
    return isFrozen() && !now.isBefore(frozenSince.plusSeconds(MAX_SECONDS));
  }

  /**
   * A step begins.
   *
   * @param run as it was just before
   */
  void begins(RunState run, String name, Instant now) {
    check.that(!isOverTime(now) || mayBePromoted, name, "under a freeze that is over time");
    mayBePromoted |= name.equals("promote");
    Instant failedAt = failed.get(name);
    check.that(
        failedAt == null || !now.isBefore(failedAt.plus(StepSpec.RETRY_PAUSE)),
        name,
        "is tried again at once");
    boolean isAtTheEnd = run.outcome() == Event.Outcome.SUCCEEDED;
    check.that(!name.equals("retire") || isAtTheEnd, "retired before the end");
    boolean isRemedy = run.step(name).planned().mode() == Mode.REMEDY;
    for (PlannedStep before : steps) {
      if (before.spec().name().equals(name) || before.mode() == Mode.REMEDY) {
        break;
      }
      if (before.spec().type().equals(Runs.RETIRE) && before.mode() == Mode.RUN) {
        continue;
      }
      StepRun earlier = run.step(before.spec().name());
      boolean isPassed = earlier.phase() == StepRun.Phase.DONE || ignored.contains(earlier.name());
      check.that(isPassed || isRemedy, name, "before", earlier.name());
    }
  }

  /** Whatever remedy it has begins anew. */
  void fails(String name, Instant now) {
    failed.remove("mend");
    failed.put(name, now);
  }

  /** Somebody has said so, or all begins anew. */
  void mayBeTriedAtOnce() {
    failed.clear();
  }

  /** A promotion looks for itself whether the primary is fenced, whatever was ignored before. */
  boolean refuses(String name) {
    return name.equals("promote") && !isFrozen();
  }

  void takesEffect(String name, Instant now) {
    failed.remove(name);
    switch (name) {
      case "freeze" -> {
        frozenSince = isFrozen() ? frozenSince : now;
        freezes += isFrozen() ? 0 : 1;
        put(name);
      }
      case "verify" -> verifiedFreeze = freezes;
      case "promote" -> {
        check.that(isFrozen(), "promoted without a freeze");
        boolean isVerified = verifiedFreeze == freezes || ignored.contains("verify");
        check.that(isVerified, "promoted by a proof of before the freeze");
        put(name);
      }
      case "close", "shadow" -> put(name);
      default -> {}
    }
  }

  private void put(String name) {
    if (!inEffect.contains(name)) {
      inEffect.add(name);
    }
  }

  /**
   * @param isCancelled all is taken back, not only what has been held for too long
   */
  void undoes(String name, boolean isCancelled) {
    check.that(!isPromoted() || name.equals("promote"), name, "undone after the promotion");
    int place = inEffect.indexOf(name);
    if (isCancelled && place >= 0) {
      check.that(
          place == inEffect.size() - 1,
          name,
          "taken back before what was done after it:",
          inEffect.toString());
    }
  }

  void isUndone(String name) {
    inEffect.remove(name);
  }

  /** It is on record that it is undone. */
  void isUndoneForGood(String name) {
    mayBePromoted &= !name.equals("promote");
    mayBeTriedAtOnce();
  }

  /** Whoever ignores what could not be taken back has taken it back by hand. */
  void ignored(StepRun stuck) {
    if (stuck.phase() == StepRun.Phase.UNDO_FAILED) {
      inEffect.remove(stuck.name());
    } else {
      ignored.add(stuck.name());
    }
  }

  void ended(Event.Outcome outcome, Verb verb) {
    switch (outcome) {
      case CANCELLED ->
          check.that(inEffect.isEmpty(), "cancelled, and still in effect:", inEffect.toString());
      case SUCCEEDED -> {
        if (verb == Verb.DRILL) {
          check.that(inEffect.isEmpty(), "a drill left a trace:", inEffect.toString());
        } else {
          check.that(isPromoted(), "ended well without a promotion");
        }
      }
    }
  }
}
