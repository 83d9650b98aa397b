package io.understudy.core.failover;

import io.understudy.core.failover.PlannedStep.Mode;
import io.understudy.core.failover.StepType.InDrill;
import io.understudy.core.failover.StepType.Nature;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs for tests: their types, their steps, their journals in memory. */
final class Runs {

  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  static final StepType LOOK =
      new StepType("look", "Looks.", InDrill.REAL, Nature.PLAIN, List.of());
  static final StepType FREEZE =
      new StepType(
          "freeze",
          "Freezes.",
          InDrill.DRY,
          Nature.HELD,
          List.of(Parameter.number(Decider.MAX_SECONDS, "how long", 1, 1000)));
  static final StepType CLOSE =
      new StepType("close", "Closes.", InDrill.DRY, Nature.UNDONE_ON_CANCEL, List.of());
  static final StepType SHADOW =
      new StepType("shadow", "Changes.", InDrill.REAL, Nature.UNDONE_ON_CANCEL, List.of());
  static final StepType COMMIT =
      new StepType("commit", "Promotes.", InDrill.DRY, Nature.COMMIT, List.of());

  static final StepType RETIRE =
      new StepType("retire", "Ends it all.", InDrill.DRY, Nature.AFTER_END, List.of());

  static final List<StepType> TYPES =
      List.of(LOOK, FREEZE, CLOSE, SHADOW, COMMIT, RETIRE, StepType.APPROVE);

  static final EntryJson JSON =
      new EntryJson(name -> TYPES.stream().filter(type -> type.name().equals(name)).findFirst());

  private Runs() {}

  static PlannedStep step(String name, StepType type, int retries, String remedy, Mode mode) {
    Parameters with =
        type.equals(FREEZE)
            ? new Parameters(Map.of(Decider.MAX_SECONDS, 100L))
            : type.equals(StepType.APPROVE)
                ? new Parameters(Map.of("message", "look at it"))
                : Parameters.NONE;
    StepSpec spec =
        new StepSpec(
            name,
            type,
            Set.of(Verb.SWITCHOVER),
            Duration.ofSeconds(10),
            retries,
            Optional.of(remedy).filter(text -> !text.isEmpty()),
            with,
            1);
    return new PlannedStep(spec, mode, "does " + name);
  }

  static PlannedStep step(String name, StepType type) {
    return step(name, type, 0, "", Mode.RUN);
  }

  static Event.Begun begun(Verb verb, List<PlannedStep> steps) {
    RunRequest request =
        new RunRequest(
            verb,
            "hash",
            "a",
            7,
            Optional.of(42L),
            Optional.of("digest"),
            Set.of("look"),
            Optional.empty(),
            "somebody",
            "a comment");
    return new Event.Begun(request, "b", steps);
  }

  static Journal journal(Verb verb, List<PlannedStep> steps) {
    return Journal.of(List.of(JSON.next(0, NOON, "", begun(verb, steps))));
  }

  /** Through what is stored, so that nothing lives in memory alone. */
  static Journal with(Journal journal, Event event, Instant at) {
    Entry last = journal.last();
    Entry next = JSON.next(last.number() + 1, at, last.hash(), event);
    return journal.with(JSON.read(JSON.write(next)));
  }
}
