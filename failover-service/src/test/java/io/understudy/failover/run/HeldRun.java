package io.understudy.failover.run;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.failover.EntryJson;
import io.understudy.core.failover.Event;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.Parameters;
import io.understudy.core.failover.PlannedStep;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.RunRequest;
import io.understudy.core.failover.RunTurn;
import io.understudy.core.failover.RunTurns;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.core.failover.StepType.InDrill;
import io.understudy.core.failover.StepType.Nature;
import io.understudy.core.failover.TurnLostException;
import io.understudy.core.failover.Verb;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.failover.step.HeldStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.RunAbortedException;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.step.StepKind;
import io.understudy.failover.step.Steps;
import io.understudy.service.time.ServiceTiming;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.FaultLink;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A run in a real etcd behind a link, of a step that freezes, one that waits and one that promotes,
 * and the processes that carry it out.
 */
final class HeldRun implements AutoCloseable {

  private static final ControlKeys KEYS = new ControlKeys("global");
  private static final int MAX_SECONDS = 5;

  private static final StepType FREEZE =
      new StepType(
          "freeze",
          "Freezes.",
          InDrill.DRY,
          Nature.HELD,
          List.of(Parameter.number("max-seconds", "how long", 1, 1000)));
  private static final StepType HANG =
      new StepType("hang", "Waits.", InDrill.DRY, Nature.PLAIN, List.of());
  private static final StepType PROMOTE =
      new StepType("promote", "Promotes.", InDrill.DRY, Nature.COMMIT, List.of());
  private static final Map<String, StepType> TYPES =
      Map.of("freeze", FREEZE, "hang", HANG, "promote", PROMOTE);

  private final EtcdProcess etcd = EtcdProcess.start();
  final FaultLink link = FaultLink.to(etcd.endpoint());
  final GrpcEtcd behindTheLink = connect(link.endpoint());
  final GrpcEtcd direct = connect(etcd.endpoint());
  private final Timing timing = new ServiceTiming(InstantSource.system(), new SplittableRandom(1));
  final HoldWatch watch = new HoldWatch(InstantSource.system(), Duration.ofMillis(100));

  final AtomicBoolean frozen = new AtomicBoolean();
  final AtomicBoolean promoted = new AtomicBoolean();
  final AtomicBoolean hangs = new AtomicBoolean();

  /** Whether the step that waits finds something that ends the run. */
  final AtomicBoolean aborts = new AtomicBoolean();

  /** Whether the step that waits does not. */
  final AtomicBoolean isBrief = new AtomicBoolean();

  final AtomicInteger letGo = new AtomicInteger();
  final AtomicInteger refusals = new AtomicInteger();
  RunTurn turn;

  private static GrpcEtcd connect(String endpoint) {
    return GrpcEtcd.connect(EtcdEndpoint.of("target", List.of(endpoint)));
  }

  HeldRun() {
    book(direct).begin("1", begun(), Optional.empty(), 0);
  }

  @Override
  public void close() {
    watch.close();
    behindTheLink.close();
    direct.close();
    link.close();
    etcd.close();
  }

  /** Leased for longer than a test takes. */
  static RunTurns turns(Etcd etcd, String holder) {
    return new RunTurns(etcd, KEYS, holder, 600);
  }

  static RunBook book(Etcd etcd) {
    EntryJson json = new EntryJson(name -> Optional.ofNullable(TYPES.get(name)));
    Timing timing = new ServiceTiming(InstantSource.system(), new SplittableRandom(2));
    return new RunBook(etcd, KEYS, json, timing);
  }

  private static Event.Begun begun() {
    RunRequest request =
        new RunRequest(
            Verb.SWITCHOVER,
            "hash",
            "a",
            0,
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Optional.empty(),
            "somebody",
            "");
    return new Event.Begun(
        request,
        "b",
        List.of(
            planned(FREEZE, new Parameters(Map.of("max-seconds", (long) MAX_SECONDS))),
            planned(HANG, Parameters.NONE),
            planned(PROMOTE, Parameters.NONE)));
  }

  private static PlannedStep planned(StepType type, Parameters with) {
    StepSpec spec =
        new StepSpec(
            type.name(),
            type,
            Set.of(Verb.SWITCHOVER),
            Duration.ofSeconds(600),
            0,
            Optional.empty(),
            with,
            1);
    return new PlannedStep(spec, PlannedStep.Mode.RUN, "does it");
  }

  private record Kind(StepType type, Function<StepSpec, Step> maker) implements StepKind {
    @Override
    public Step make(StepSpec spec) {
      return maker.apply(spec);
    }
  }

  /** What is frozen is one thing, whoever froze it. */
  final class Freeze implements HeldStep {
    @Override
    public Forecast plan(PlanContext context) {
      return Forecast.will("freezes");
    }

    @Override
    public Evidence run(StepContext context) {
      frozen.set(true);
      return Evidence.of("frozen");
    }

    @Override
    public Evidence undo(StepContext context) {
      frozen.set(false);
      return Evidence.of("lifted");
    }

    @Override
    public String letGo() {
      if (refusals.getAndDecrement() > 0) {
        throw new StepFailedException("the API server does not answer");
      }
      letGo.incrementAndGet();
      frozen.set(false);
      return "lifted";
    }
  }

  private Optional<Boolean> wasLetGo() {
    return isBrief.get() ? Optional.of(true) : Optional.empty();
  }

  private Steps steps() {
    Step hang =
        new Plain(
            context -> {
              hangs.set(true);
              if (aborts.get()) {
                throw new RunAbortedException("somebody wrote to the primary");
              }
              context.await("to be let go", Duration.ofMillis(100), this::wasLetGo);
            });
    return new Steps(
        List.of(
            new Kind(FREEZE, spec -> new Freeze()),
            new Kind(HANG, spec -> hang),
            new Kind(PROMOTE, spec -> new Plain(context -> promoted.set(true)))));
  }

  private interface Work {
    void on(StepContext context) throws InterruptedException;
  }

  private record Plain(Work work) implements Step {
    @Override
    public Forecast plan(PlanContext context) {
      return Forecast.will("works");
    }

    @Override
    public Evidence run(StepContext context) throws InterruptedException {
      work.on(context);
      return Evidence.of("done");
    }
  }

  Thread process(Etcd etcd, String holder) {
    return process(etcd, holder, watch, event -> {});
  }

  /**
   * No step of it is rehearsed, so nothing is planned.
   *
   * @param told is called with each event that is on record
   */
  Thread process(Etcd etcd, String holder, HoldWatch watching, Consumer<Event> told) {
    RunBook book = book(etcd);
    turn = turns(etcd, holder).take().orElseThrow();
    RunBook.Kept kept = book.load("1").orElseThrow();
    Execution.Surroundings around =
        new Execution.Surroundings() {
          @Override
          public void pause() {
            timing.pause(Duration.ofMillis(50));
          }

          @Override
          public void told(RunBook.Kept now, Event event) {
            told.accept(event);
          }
        };
    Execution execution = new Execution(book, steps(), null, timing, around, watching, turn, kept);
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                execution.carryOut();
              } catch (InterruptedException | EtcdException | TurnLostException over) {
                // The test asks what became of the freeze.
              }
            });
  }
}
