package io.understudy.monitor.routine;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.check.CannotTellException;
import io.understudy.core.check.CheckBook;
import io.understudy.core.check.CheckDesk;
import io.understudy.core.check.CheckDesk.Asked;
import io.understudy.core.check.CheckMode;
import io.understudy.core.check.CheckResult;
import io.understudy.core.check.DifferenceKind;
import io.understudy.core.control.CheckLists;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Result;
import io.understudy.core.control.CheckRecord.Trigger;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.monitor.Ends;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.monitor.settings.MonitorSettingsReader;
import io.understudy.monitor.settings.TestConfig;
import io.understudy.service.kubernetes.ApiClient;
import io.understudy.service.kubernetes.EventSender;
import io.understudy.service.kubernetes.EventWriter;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas, one target, and checks that say what a test wants. */
class RoutineChecksTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final AtomicInteger TESTS = new AtomicInteger();
  private static EtcdProcess etcd;
  private static GrpcEtcd target;

  private final Clock clock = new Clock();
  private final Runner runner = new Runner();
  private String link;
  private RoutineChecks first;
  private RoutineChecks second;

  private static final class Clock implements InstantSource {
    private volatile Instant now = NOON;

    void pass(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  /** A check that finds so many missed keys, and may be held up. */
  private final class Runner implements CheckRunner {
    private final List<CheckMode> ran = new ArrayList<>();
    private long missed;
    private RuntimeException failure;
    private volatile Runnable meanwhile = () -> {};

    @Override
    public Ran run(CheckMode request, long keepMaxBytes) {
      ran.add(request);
      meanwhile.run();
      if (failure != null) {
        throw failure;
      }
      CheckResult result =
          new CheckResult(
              10,
              20,
              clock.now,
              clock.now,
              clock.now,
              5,
              5,
              Map.of(DifferenceKind.MISSED, missed),
              CheckResult.How.FULL,
              1,
              1,
              1);
      return new Ran(result, CheckLists.NONE, 4, Optional.empty());
    }
  }

  @BeforeAll
  static void startEtcd() {
    etcd = EtcdProcess.start();
    target = GrpcEtcd.connect(EtcdEndpoint.of("target", List.of(etcd.endpoint())));
  }

  @AfterAll
  static void stopEtcd() {
    target.close();
    etcd.close();
  }

  @BeforeEach
  void twoReplicas() {
    link = "routine-" + TESTS.incrementAndGet();
    first = replica("monitor-0", Map.of());
    second = replica("monitor-1", Map.of());
  }

  @AfterEach
  void stop() {
    first.stop();
    second.stop();
  }

  private RoutineChecks replica(String holder, Map<String, String> more) {
    var properties = new java.util.HashMap<String, String>();
    properties.put("link", link);
    properties.put("source.endpoints", etcd.endpoint());
    properties.put("target.endpoints", etcd.endpoint());
    properties.put("holder", holder);
    properties.put("monitor.check-interval", "30");
    properties.put("monitor.keep", "3");
    properties.put("monitor.turn-ttl-seconds", "600");
    properties.putAll(more);
    MonitorSettings settings = MonitorSettingsReader.read(TestConfig.of(properties));
    EventWriter writer =
        new EventWriter(
            new ApiClient(
                () -> {
                  throw new IllegalStateException("no cluster here");
                }),
            settings.kubernetes(),
            "monitor-service",
            holder);
    EventSender events = new EventSender(link, settings.kubernetes(), writer, clock);
    return new RoutineChecks(settings, new Ends(target, target), runner, events, clock);
  }

  private ControlKeys keys() {
    return new ControlKeys(link);
  }

  private CheckBook book() {
    return new CheckBook(target, keys());
  }

  private CheckDesk desk() {
    return new CheckDesk(target, keys(), clock);
  }

  private CheckRecord newest() {
    return book().newest(1).checks().getFirst();
  }

  @Test
  void ofTwoReplicasOneChecksInEachInterval() {
    first.look();
    second.look();
    assertThat(runner.ran).containsExactly(new CheckMode(true, false));
    assertThat(newest().trigger()).isEqualTo(Trigger.SCHEDULE);

    clock.pass(Duration.ofMinutes(29));
    first.look();
    second.look();
    assertThat(runner.ran).hasSize(1);

    clock.pass(Duration.ofMinutes(1));
    second.look();
    first.look();
    assertThat(runner.ran).hasSize(2);
    assertThat(book().ids()).hasSize(2);
  }

  @Test
  void whileOneChecksTheOtherDoesNot() {
    runner.meanwhile =
        () -> {
          runner.meanwhile = () -> {};
          second.look();
        };

    first.look();

    assertThat(runner.ran).hasSize(1);
  }

  @Test
  void aReplicaThatIsStoppedInACheckLeavesTheTurnToTheOtherAndKeepsNothing() {
    runner.meanwhile =
        () -> {
          runner.meanwhile = () -> {};
          first.stop();
          second.look();
        };

    first.look();

    assertThat(runner.ran).hasSize(2);
    assertThat(book().ids()).as("of the other alone").hasSize(1);
    assertThat(desk().now().running()).isEmpty();
  }

  @Test
  void aTurnIsKeptAliveForAsLongAsTheCheckTakes() throws Exception {
    RoutineChecks slow = replica("monitor-2", Map.of("monitor.turn-ttl-seconds", "10"));
    CountDownLatch goOn = new CountDownLatch(1);
    runner.meanwhile = () -> uninterruptibly(goOn);
    Thread checking = Thread.ofPlatform().start(slow::look);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> desk().now().running().isPresent());
    long lease = leaseOfTurn();

    // Renewed at least twice: beyond its time to live it is still there.
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollDelay(Duration.ofSeconds(15))
        .until(() -> target.leaseSecondsLeft(lease) > 0);
    goOn.countDown();
    checking.join(Duration.ofSeconds(60));

    assertThat(book().ids()).hasSize(1);
  }

  private long leaseOfTurn() {
    return target.get(List.of(keys().checker()), 0).await().keys().get(keys().checker()).lease();
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatWasAskedForIsCheckedAsItWasAskedFor() {
    first.look();
    Asked asked = desk().ask(true, true);

    second.look();

    assertThat(runner.ran.getLast()).isEqualTo(new CheckMode(true, true));
    String id = ((Asked.OnRecord) asked).request().id();
    assertThat(book().find(id)).get().extracting(CheckRecord::trigger).isEqualTo(Trigger.REQUEST);
    assertThat(desk().now().requested()).isEmpty();
  }

  @Test
  void onlyTheNewestResultsAreKept() {
    for (int i = 0; i < 5; i++) {
      first.look();
      clock.pass(Duration.ofMinutes(30));
    }

    assertThat(runner.ran).hasSize(5);
    assertThat(book().ids()).hasSize(3);
  }

  @Test
  void aCheckThatCouldNotTellIsKeptWithItsReasonAndCounted() {
    runner.failure = new CannotTellException("the mirror copies", true);

    first.look();

    assertThat(newest().result()).isEqualTo(Result.FAILED);
    assertThat(newest().error()).isEqualTo("the mirror copies");
    assertThat(first.meters().failures()).isEqualTo(1);
    assertThat(second.meters().failures()).isZero();
  }

  @Test
  void whatAnUnforeseenFailureSaysIsNotKept() {
    runner.failure = new IllegalStateException("password=secret");

    first.look();

    assertThat(newest().error()).isEqualTo("the check broke off (IllegalStateException)");
  }

  @Test
  void bothReplicasKnowTheLastResult() {
    runner.missed = 3;
    first.look();
    second.look();

    assertThat(second.board().newest()).get().extracting(c -> c.counts().missed()).isEqualTo(3L);
    assertThat(second.board().newestConsistent()).isEmpty();
    assertThat(second.board().newestThatTells()).isPresent();

    runner.missed = 0;
    clock.pass(Duration.ofMinutes(30));
    second.look();
    first.look();
    assertThat(first.board().newestConsistent()).isPresent();
  }

  @Test
  void aPromotedSiteIsNotChecked() {
    TermRecord promoted =
        new TermRecord(TermRecord.Role.PROMOTED, 9, "failover-0", NOON, "primary lost");
    try (IndependentClient client = etcd.client()) {
      client.put(keys().term(), promoted.toJson());
    }

    first.look();

    assertThat(runner.ran).isEmpty();
    assertThat(book().ids()).isEmpty();
  }

  @Test
  void aTimeOfDayIsServedOnceByWhoeverComesFirst() {
    RoutineChecks third = replica("monitor-2", Map.of("monitor.check-interval", "0"));
    RoutineChecks fourth = replica("monitor-3", Map.of("monitor.check-interval", "0"));
    third.look();
    assertThat(runner.ran).as("it has not come yet").isEmpty();

    third.fired(clock.now);
    fourth.fired(clock.now);
    third.look();
    fourth.look();
    third.look();

    assertThat(runner.ran).hasSize(1);
  }

  @Test
  void callsThatSayTheSameAreKeptOnceInAMinute() {
    CheckRecord called = Records.called();

    assertThat(first.keepCalled(called)).isPresent();
    assertThat(second.keepCalled(called)).isEmpty();

    assertThat(book().ids()).hasSize(1);
    first.look();
    assertThat(runner.ran).as("a call is no routine check").hasSize(1);
  }
}
