package io.understudy.failover.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import io.understudy.core.port.EtcdException;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.failover.step.HeldStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.step.StepKind;
import io.understudy.failover.step.Steps;
import io.understudy.service.time.ServiceTiming;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.FaultLink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A run whose process loses its etcd, which is a real one behind a link, while it holds a freeze.
 */
class HoldWatchTest {

  private static final ControlKeys KEYS = new ControlKeys("global");
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
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
  private final FaultLink link = FaultLink.to(etcd.endpoint());
  private final GrpcEtcd behindTheLink = connect(link.endpoint());
  private final GrpcEtcd direct = connect(etcd.endpoint());
  private final Timing timing = new ServiceTiming(InstantSource.system(), new SplittableRandom(1));
  private final HoldWatch watch = new HoldWatch(InstantSource.system(), Duration.ofMillis(100));

  private final AtomicBoolean frozen = new AtomicBoolean();
  private final AtomicBoolean promoted = new AtomicBoolean();
  private final AtomicBoolean hangs = new AtomicBoolean();
  private final AtomicInteger letGo = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private RunTurn turn;

  private static GrpcEtcd connect(String endpoint) {
    return GrpcEtcd.connect(EtcdEndpoint.of("target", List.of(endpoint)));
  }

  @BeforeEach
  void begin() {
    book(direct).begin("1", begun(), Optional.empty(), 0);
  }

  @AfterEach
  void stop() {
    watch.close();
    behindTheLink.close();
    direct.close();
    link.close();
    etcd.close();
  }

  /** Leased for longer than a test takes. */
  private static RunTurns turns(GrpcEtcd etcd, String holder) {
    return new RunTurns(etcd, KEYS, holder, 600);
  }

  private static RunBook book(GrpcEtcd etcd) {
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
  private final class Freeze implements HeldStep {
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

  private Steps steps() {
    Step hang =
        new Plain(
            context -> {
              hangs.set(true);
              context.await("nothing", Duration.ofMillis(100), Optional::empty);
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

  /** No step of it is rehearsed, so nothing is planned. */
  private Thread process(GrpcEtcd etcd, String holder) {
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
            // Nobody listens.
          }
        };
    Execution execution = new Execution(book, steps(), null, timing, around, watch, turn, kept);
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

  @Test
  void aProcessThatLostItsEtcdLiftsTheFreezeInTime() throws InterruptedException {
    refusals.set(2);
    watch.start();
    Thread process = process(behindTheLink, "one");
    await().atMost(PATIENCE).until(hangs::get);
    assertThat(frozen).isTrue();
    link.stall();

    await().atMost(PATIENCE).untilFalse(frozen);

    assertThat(letGo).as("tried again until it succeeded").hasValue(1);
    assertThat(book(direct).load("1").orElseThrow().state().step("freeze").phase().name())
        .as("nothing could be put on record")
        .isEqualTo("DONE");
    process.interrupt();
    link.cut();
    assertThat(process.join(PATIENCE)).isTrue();
    assertThat(promoted).isFalse();
  }

  @Test
  void whatIsNotOverTimeIsHeld() {
    HoldWatch slow = new HoldWatch(() -> NOON, Duration.ofSeconds(1));
    frozen.set(true);
    slow.holds("1", "freeze", new Freeze(), NOON);

    slow.look();

    assertThat(frozen).as("a run that is well lets go by itself").isTrue();
  }

  @Test
  void onceThePromotionMayBeOnRecordNothingIsLetGo() {
    HoldWatch late = new HoldWatch(() -> NOON.plusSeconds(60), Duration.ofSeconds(1));
    frozen.set(true);
    late.holds("1", "freeze", new Freeze(), NOON);
    assertThat(late.mayCommit()).isTrue();

    late.look();
    assertThat(frozen).isTrue();

    late.isNotCommitted();
    late.look();
    assertThat(frozen).isFalse();
  }

  @Test
  void whatThisProcessAddsLaterProvesThatThePromotionIsNotOnRecord() {
    // Long after all that the journal says.
    HoldWatch late = new HoldWatch(() -> Instant.now().plusSeconds(600), Duration.ofSeconds(1));
    frozen.set(true);
    turn = turns(direct, "one").take().orElseThrow();
    RunBook.Kept kept = book(direct).load("1").orElseThrow();
    kept = book(direct).append(kept, new Event.StepBegan("freeze", 1), turn);
    late.holds("1", "freeze", new Freeze(), NOON);
    assertThat(late.mayCommit()).isTrue();
    late.look();
    assertThat(frozen).as("its answer may be lost").isTrue();

    late.added(book(direct).append(kept, new Event.TakenOver("one"), turn));
    late.look();

    assertThat(frozen).isFalse();
  }

  @Test
  void onceItIsLetGoNoPromotionIsBegunUnderIt() {
    HoldWatch late = new HoldWatch(() -> NOON.plusSeconds(60), Duration.ofSeconds(1));
    late.holds("1", "freeze", new Freeze(), NOON);
    refusals.set(1);

    late.look();

    assertThat(late.mayCommit()).as("although it did not succeed yet").isFalse();
    late.look();
    assertThat(late.mayCommit()).isFalse();
    assertThat(letGo).hasValue(1);
    late.look();
    assertThat(letGo).as("once").hasValue(1);
    late.holds("1", "freeze", new Freeze(), NOON.plusSeconds(600));
    assertThat(late.mayCommit()).as("under a new one").isTrue();
  }

  @Test
  void anotherProcessThatGoesOnFindsItsOwnWay() throws InterruptedException {
    watch.start();
    Thread process = process(behindTheLink, "one");
    await().atMost(PATIENCE).until(hangs::get);
    link.stall();
    await().atMost(PATIENCE).untilFalse(frozen);
    process.interrupt();
    link.cut();
    assertThat(process.join(PATIENCE)).isTrue();
    turns(direct, "one").giveUp(turn);
    Thread next = process(direct, "two");

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                book(direct).load("1").orElseThrow().journal().entries().stream()
                    .anyMatch(entry -> entry.event() instanceof Event.UndoDone));
    next.interrupt();
    assertThat(next.join(PATIENCE)).isTrue();
    assertThat(promoted).isFalse();
  }
}
