package io.understudy.failover.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Verb;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.failover.Ends;
import io.understudy.failover.mirror.FakeHttp.Reply;
import io.understudy.failover.settings.PromotionSettings;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.step.StepKind;
import io.understudy.service.site.OtherSite;
import io.understudy.service.time.ServiceTiming;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Steps that go by what monitor-service answers, by single answers. */
class MonitorStepsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final FakeHttp monitor = new FakeHttp();
  private final MirrorSite site =
      new MirrorSite(
          new Ends(new ModelEtcd(new ModelStore(1)), new ModelEtcd(new ModelStore(2))),
          new ControlKeys("global"),
          "test",
          Classifier.of(Rules.profile("live-standby", Rules.Options.DEFAULT)),
          new ServiceTiming(InstantSource.system(), new SplittableRandom(1)),
          monitor.client("sync"),
          monitor.client("monitor"),
          List.of(),
          new OtherSite(monitor.client("peer.sync"), "global"),
          new PromotionSettings(
              Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofSeconds(10), 50));

  @AfterEach
  void close() {
    monitor.close();
  }

  private static Step step(StepKind kind, String with) {
    return kind.make(OneStep.spec(kind, with));
  }

  private static OneStep run(Verb verb, Map<String, String> outputs) {
    return new OneStep(verb, PATIENCE, outputs);
  }

  /** A comparison may take minutes, while users wait. */
  @Test
  void aWordThatTheRunIsCancelledIsHeardBeforeTheAnswerComes() {
    OneStep run = new OneStep(Verb.SWITCHOVER, Duration.ofSeconds(10), Map.of());
    CountDownLatch answer = new CountDownLatch(1);
    monitor.on(
        "/api/v1/readiness",
        call -> {
          run.cancel();
          await(answer);
          return Reply.json(200, "{}");
        });
    try {
      assertThatThrownBy(() -> step(new RequireReadinessKind(site), "{}").run(run))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining("cancelled");
    } finally {
      answer.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopping) {
      throw new IllegalStateException(stopping);
    }
  }

  private void readiness(String switchover, String failover) {
    String isReady = "{\"ready\":" + !switchover.equals("block") + "}";
    String isReadyForFailover = "{\"ready\":" + !failover.equals("block") + "}";
    monitor.on(
        "/api/v1/readiness",
        Reply.json(
            200,
            "{\"link\":\"global\",\"at\":\"2026-03-01T12:00:00Z\",\"verdicts\":{\"switchover\":"
                + isReady
                + ",\"failover\":"
                + isReadyForFailover
                + "},\"checks\":[{\"name\":\"lag\",\"result\":\"FAIL\",\"summary\":\"2 h old\","
                + "\"remedy\":\"see the mirror\",\"switchover\":\""
                + switchover
                + "\",\"failover\":\""
                + failover
                + "\"},{\"name\":\"mirror\",\"result\":\"PASS\",\"summary\":\"whole\","
                + "\"remedy\":\"\",\"switchover\":\"clear\",\"failover\":\"clear\"}]}"));
  }

  @Test
  void readinessIsThatOfTheVerbAndAFailbackIsASwitchover() throws InterruptedException {
    readiness("block", "warn");
    Step step = step(new RequireReadinessKind(site), "{}");

    for (Verb verb : List.of(Verb.SWITCHOVER, Verb.FAILBACK, Verb.DRILL)) {
      assertThatThrownBy(() -> step.run(run(verb, Map.of())))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining("lag FAIL: 2 h old; see the mirror");
    }
    Evidence evidence = step.run(run(Verb.FAILOVER, Map.of()));
    assertThat(evidence.lines()).contains("lag FAIL: 2 h old; see the mirror");
  }

  @Test
  void whatBlocksIsFoundInThePlanAndWhatIsIgnoredWarnsThere() {
    readiness("block", "warn");

    assertThat(plan(step(new RequireReadinessKind(site), "{}")).problems())
        .containsExactly("lag FAIL: 2 h old; see the mirror");
    Forecast ignoring = plan(step(new RequireReadinessKind(site), "{ignore: [lag]}"));
    assertThat(ignoring.problems()).isEmpty();
    assertThat(ignoring.warnings()).containsExactly("whatever precheck lag finds is ignored");
    assertThat(plan(step(new RequireReadinessKind(site), "{ignore: [legs]}")).problems())
        .anyMatch(problem -> problem.startsWith("ignore names 'legs', which is no precheck"));
  }

  @Test
  void aVerdictThatContradictsItsChecksIsNoVerdict() {
    monitor.on(
        "/api/v1/readiness",
        Reply.json(
            200,
            "{\"at\":\"2026-03-01T12:00:00Z\",\"verdicts\":{\"switchover\":{\"ready\":false}},"
                + "\"checks\":[]}"));

    assertThat(plan(step(new RequireReadinessKind(site), "{}")).problems())
        .singleElement()
        .asString()
        .contains("contradicts its checks");
  }

  @Test
  void equalSidesAreVerifiedAfterAsManyQuestionsAsItTakes() throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    monitor.on(
        "/check",
        call ->
            asked.incrementAndGet() < 3
                ? Reply.problem(503, "Not to be said now", "a resync goes on")
                    .with("Retry-After", "1")
                : consistent(120));

    Evidence evidence =
        step(new VerifyExactKind(site), "{}")
            .run(
                run(Verb.SWITCHOVER, Map.of("freeze-revision", "118", "drained-watermark", "119")));

    assertThat(evidence.outputs()).containsEntry("verified-watermark", "120");
    assertThat(asked).hasValue(3);
    assertThat(monitor.calls().getFirst().path()).isEqualTo("/check?values=true");
  }

  private static Reply consistent(long watermark) {
    return Reply.json(
        200,
        "{\"consistent\":true,\"remoteKeys\":5,\"localKeys\":5,\"watermark\":"
            + watermark
            + ",\"targetRevision\":90,\"read\":\"changes\",\"localMissedKeys\":[],"
            + "\"parked\":[],\"causes\":[{\"cause\":\"x\",\"count\":1}]}");
  }

  @Test
  void whatWasComparedBeforeTheFreezeVerifiesNothing() {
    monitor.on("/check", consistent(117));

    assertThatThrownBy(
            () ->
                step(new VerifyExactKind(site), "{}")
                    .run(run(Verb.SWITCHOVER, Map.of("freeze-revision", "118"))))
        .hasMessageContaining("before revision 118");
  }

  @Test
  void unequalSidesAreToldByCountsAndTheFirstKeysHoweverManyThereAre() {
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      keys.append(i == 0 ? "" : ",").append("\"/registry/configmaps/team/c").append(i).append('"');
    }
    monitor.on(
        "/check",
        Reply.json(
            409,
            "{\"consistent\":false,\"watermark\":5,\"targetRevision\":6,\"remoteKeys\":1,"
                + "\"read\":\"full\",\"localMissedKeys\":["
                + keys
                + "],\"localSurplusKeys\":[\"/registry/secrets/a/b\"]}"));

    assertThatThrownBy(
            () -> step(new VerifyExactKind(site), "{}").run(run(Verb.SWITCHOVER, Map.of())))
        .hasMessageContaining("missed 50000, surplus 1")
        .hasMessageContaining("missed /registry/configmaps/team/c9")
        .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("team/c10,"));
  }

  @Test
  void timeThatIsUpIsToldWithTheLastAnswer() {
    monitor.on(
        "/check",
        Reply.problem(503, "Not to be said now", "a resync goes on").with("Retry-After", "1"));

    assertThatThrownBy(
            () ->
                step(new VerifyExactKind(site), "{}")
                    .run(new OneStep(Verb.SWITCHOVER, Duration.ofSeconds(15), Map.of())))
        .hasMessageContaining("the last answer: Not to be said now: a resync goes on");
  }

  @Test
  void anAnswerOfAnotherServiceIsNoProof() {
    monitor.on("/check", Reply.json(200, "{\"status\":\"UP\"}"));

    assertThatThrownBy(
            () ->
                step(new VerifyExactKind(site), "{}")
                    .run(new OneStep(Verb.SWITCHOVER, Duration.ofSeconds(15), Map.of())))
        .hasMessageContaining("it does not say whether both sides are consistent");
  }

  @Test
  void theCollectorIsJudgedNowAndAfterTheUnpark() throws InterruptedException {
    monitor.on("/api/v1/gc-safety", gc("safe", "unproven"));

    assertThatThrownBy(() -> step(new GcSafetyKind(site), "{}").run(run(Verb.DRILL, Map.of())))
        .hasMessageContaining("after the unpark: unproven")
        .hasMessageContaining("unknown /registry/secrets/a/b");
    assertThat(
            step(new GcSafetyKind(site), "{allow-unproven: true}")
                .run(run(Verb.DRILL, Map.of()))
                .lines())
        .hasSize(2);
    assertThat(plan(step(new GcSafetyKind(site), "{}")).problems()).hasSize(1);
  }

  @Test
  void aFewObjectsThatWouldOnlyStayParkedDoNotForbidIt() throws InterruptedException {
    String parked =
        "{\"conclusion\":\"unsafe\",\"objects\":12,\"unsafe\":2,\"counts\":{\"stays-parked\":2},"
            + "\"findings\":[{\"key\":\"/registry/secrets/a/b\",\"verdict\":\"stays-parked\"}]}";
    monitor.on(
        "/api/v1/gc-safety",
        Reply.json(
            200,
            "{\"targetRevision\":9,\"now\":" + when("safe") + ",\"afterUnpark\":" + parked + "}"));

    assertThat(step(new GcSafetyKind(site), "{}").run(run(Verb.FAILOVER, Map.of())).lines())
        .anyMatch(line -> line.contains("2 of them would only stay parked"));
    assertThatThrownBy(
            () ->
                step(new GcSafetyKind(site), "{stays-parked-max: 1}")
                    .run(run(Verb.FAILOVER, Map.of())))
        .hasMessageContaining("stays-parked /registry/secrets/a/b");
  }

  private static Reply gc(String now, String afterUnpark) {
    return Reply.json(
        200,
        "{\"targetRevision\":9,\"now\":"
            + when(now)
            + ",\"afterUnpark\":"
            + when(afterUnpark)
            + "}");
  }

  private static String when(String conclusion) {
    return "{\"safe\":"
        + conclusion.equals("safe")
        + ",\"conclusion\":\""
        + conclusion
        + "\",\"objects\":12,\"unsafe\":0,\"findings\":"
        + "[{\"key\":\"/registry/secrets/a/b\",\"verdict\":\"unknown\"}]}";
  }

  private static Forecast plan(Step step) {
    return step.plan(new PlanContext(Verb.SWITCHOVER, Instant.EPOCH));
  }
}
