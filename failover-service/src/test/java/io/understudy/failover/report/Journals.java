package io.understudy.failover.report;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.failover.EntryJson;
import io.understudy.core.failover.Event;
import io.understudy.core.failover.Parameters;
import io.understudy.core.failover.PlannedStep;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.RunRequest;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.core.failover.StepType.InDrill;
import io.understudy.core.failover.StepType.Nature;
import io.understudy.core.failover.Verb;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.service.time.ServiceTiming;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Journals of runs in a model etcd, at a time that tests set. */
public final class Journals {

  private static final StepType COMMIT =
      new StepType("commit", "Promotes.", InDrill.DRY, Nature.COMMIT, List.of());
  private static final StepType LOOK =
      new StepType("look", "Looks.", InDrill.REAL, Nature.PLAIN, List.of());
  private static final Map<String, StepType> TYPES =
      Map.of("commit", COMMIT, "look", LOOK, "approve", StepType.APPROVE);

  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private final ControlKeys keys = new ControlKeys("global");
  private final ModelEtcd etcd = new ModelEtcd(new ModelStore(1));
  private final RunBook book =
      new RunBook(
          etcd,
          keys,
          new EntryJson(name -> Optional.ofNullable(TYPES.get(name))),
          new ServiceTiming(() -> now, new SplittableRandom(1)));

  public RunBook book() {
    return book;
  }

  public Instant now() {
    return now;
  }

  void later(Duration by) {
    now = now.plus(by);
  }

  /** A run of the steps {@code ask}, {@code look} and {@code promote}, begun by alice. */
  public RunBook.Kept begin(String id, Verb verb) {
    RunRequest request =
        new RunRequest(
            verb,
            "the hash",
            "a",
            0,
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Optional.empty(),
            "alice",
            "as planned");
    List<PlannedStep> steps =
        List.of(
            step("ask", StepType.APPROVE, new Parameters(Map.of("message", "are all awake?"))),
            step("look", LOOK, Parameters.NONE),
            step("promote", COMMIT, Parameters.NONE));
    book.begin(id, new Event.Begun(request, "b", steps), Optional.empty(), 0);
    return book.load(id).orElseThrow();
  }

  /** Somebody changes what is on record. */
  void tamper(String id) {
    etcd.txn(new Txn(List.of(), List.of(Txn.put(keys.runEntry(id, 1), Bytes.utf8("{}"))))).await();
  }

  public RunBook.Kept add(RunBook.Kept kept, Event event) {
    return book.append(kept, state -> Optional.of(event));
  }

  private static PlannedStep step(String name, StepType type, Parameters with) {
    return new PlannedStep(
        new StepSpec(
            name,
            type,
            Set.of(Verb.values()),
            Duration.ofSeconds(10),
            0,
            Optional.empty(),
            with,
            1),
        PlannedStep.Mode.RUN,
        "does " + name);
  }
}
