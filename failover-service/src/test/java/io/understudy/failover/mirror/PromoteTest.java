package io.understudy.failover.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.core.control.TermRecord;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.RunReport;
import io.understudy.core.failover.RunState;
import io.understudy.core.failover.Verb;
import io.understudy.core.failover.truth.SiteReader;
import io.understudy.core.port.Bytes;
import io.understudy.core.role.RoleChange;
import io.understudy.core.role.RoleRequest;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.failover.Ends;
import io.understudy.failover.mirror.FakeHttp.Call;
import io.understudy.failover.mirror.FakeHttp.Reply;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepFailedException;
import io.understudy.service.site.SiteStatus;
import io.understudy.testkit.FaultLink;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * From the promotion to the end of the mirror, on real etcds, through a service that changes roles
 * as sync-service does, and without one.
 */
class PromoteTest {

  /** Nobody listens there. */
  private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

  private TwoSites sites;

  @BeforeEach
  void start() {
    sites = TwoSites.mirrored();
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  private static Step promote(MirrorSite site) {
    PromoteKind kind = new PromoteKind(site, new PrimaryContact(site, List::of));
    return kind.make(OneStep.spec(kind, "{}"));
  }

  /** Fenced, and drained behind the fence. */
  private OneStep switchover() {
    return switchover(Long.toString(sites.source().revision()));
  }

  private static OneStep switchover(String revision) {
    return TwoSites.run(
        Verb.SWITCHOVER,
        Map.of(
            "freeze-revision", revision, "drained-watermark", revision, "drained-fenced", "true"));
  }

  /** As sync-service answers, by the same compare-and-set. */
  private Reply promoted(Call call) {
    JsonNode body = json(call.body());
    RoleRequest request =
        new RoleRequest(
            body.path("expectedTerm").asLong(),
            body.path("reason").asText(),
            call.key(),
            body.path("force").asBoolean());
    return switch (sites.site().roles().promote(request)) {
      case RoleChange.Changed changed -> Reply.json(200, "{\"role\":\"promoted\"}");
      case RoleChange.WrongTerm wrong -> Reply.problem(412, "Term is not the expected one", "");
      case RoleChange.Refused refused -> Reply.problem(409, "Role was not changed", refused.why());
    };
  }

  private static JsonNode json(String body) {
    try {
      return JsonMapper.builder().build().readTree(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void onPromote(Function<Call, Reply> answer) {
    sites.sync.on("/api/v1/promote", answer);
  }

  @Test
  void throughSyncServiceTheRecordIsReadBackAndASecondAttemptChangesNothing()
      throws InterruptedException {
    onPromote(this::promoted);
    OneStep run = switchover();

    Evidence evidence = promote(sites.site()).run(run);

    TermRecord term = sites.term();
    assertThat(term.isPromoted()).isTrue();
    assertThat(term.request())
        .isEqualTo(
            new TermRecord.Request(Long.parseLong(run.notes().get("expected-term")), "run-1"));
    assertThat(evidence.outputs())
        .containsEntry("promoted-term", Long.toString(term.term()))
        .containsEntry("claim-watermark", Long.toString(term.claim().watermark()));
    promote(sites.site()).run(run.again());
    assertThat(sites.term()).isEqualTo(term);
    assertThat(sites.sync.calls()).hasSize(1);
  }

  /** The cancelled request may still be on its way: it must not land. */
  @Test
  void aPromotionThatIsTakenBackCannotComeLate() throws InterruptedException {
    RoleRequest onItsWay =
        new RoleRequest(sites.term().term(), "switchover, run 1", "run-1", false);

    promote(sites.site()).undo(switchover());

    assertThat(sites.site().roles().promote(onItsWay)).isInstanceOf(RoleChange.WrongTerm.class);
    assertThat(sites.term().isPromoted()).isFalse();
  }

  @Test
  void whatIsPromotedIsNotTakenBack() throws InterruptedException {
    onPromote(this::promoted);
    OneStep run = switchover();
    promote(sites.site()).run(run);
    TermRecord term = sites.term();

    assertThatThrownBy(() -> promote(sites.site()).undo(run))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("cannot be taken back");
    assertThat(sites.term()).isEqualTo(term);
  }

  @Test
  void withoutSyncServiceItIsDoneInTheEtcd() throws InterruptedException {
    Evidence evidence = promote(sites.site(NOWHERE, List.of())).run(switchover());

    assertThat(sites.term().isPromoted()).isTrue();
    assertThat(evidence.lines()).contains("done straight in the standby's etcd");
  }

  /** As the runbook leaves it: 2379 is closed, and the other site's sync-service answers. */
  @Test
  void aSiteWhoseEtcdCannotBeAskedForbidsItByItsSyncService() throws JsonProcessingException {
    long term = sites.term().term() + 100;
    Bytes promoted =
        new TermRecord(TermRecord.Role.PROMOTED, term, "a", Instant.EPOCH, "failover").toJson();
    sites.source().put(TwoSites.KEYS.term(), promoted);
    String status =
        JsonMapper.builder()
            .build()
            .writeValueAsString(
                Map.of(
                    "link",
                    "global",
                    "site",
                    SiteStatus.of(
                        new SiteReader(TwoSites.KEYS, "global").read(sites.ends().source()))));
    sites.peerSync.on("/api/v1/status", Reply.json(200, status));
    FaultLink port = FaultLink.to(sites.sourceProcess().endpoint());
    GrpcEtcd closed = GrpcEtcd.connect(EtcdEndpoint.of("source", List.of(port.endpoint())));
    port.close();
    try (closed) {
      MirrorSite site = sites.site(new Ends(closed, sites.ends().target()), NOWHERE, List.of());
      PromoteKind kind = new PromoteKind(site, new PrimaryContact(site, List::of));

      assertThatThrownBy(
              () -> kind.make(OneStep.spec(kind, "{}")).run(TwoSites.run(Verb.FAILOVER, Map.of())))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining("the other site is the primary since term " + term);
      assertThat(sites.term().isPromoted()).isFalse();
    }
  }

  @Test
  void anAnswerThatIsLostIsFoundOutByTheRecord() throws InterruptedException {
    onPromote(
        call -> {
          promoted(call);
          return Reply.lost();
        });

    promote(sites.site()).run(switchover());

    long term = sites.term().term();
    promote(sites.site()).run(switchover());
    assertThat(sites.term().term()).isEqualTo(term);
  }

  @Test
  void aTermThatMovedBetweenLookAndCallIsTakenUp() throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    onPromote(
        call -> {
          if (asked.getAndIncrement() == 0) {
            TermRecord before = sites.term();
            sites
                .target()
                .put(
                    TwoSites.KEYS.term(),
                    before.next("another", Instant.now(), "another leads").toJson());
          }
          return promoted(call);
        });
    OneStep run = switchover();

    promote(sites.site()).run(run);

    assertThat(asked).hasValueGreaterThan(1);
    assertThat(sites.term().request().key()).isEqualTo("run-1");
  }

  @Test
  void aSiteThatSomebodyElsePromotedIsNotTakenForOurs() {
    sites.promote("by-hand");

    assertThatThrownBy(() -> promote(sites.site()).run(switchover()))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("another request has promoted this site");
    assertThat(
            promote(sites.site()).plan(new PlanContext(Verb.SWITCHOVER, Instant.EPOCH)).problems())
        .hasSize(1);
  }

  /** Else the run could never end. */
  @Test
  void whatAnotherRequestPromotedIsNothingToTakeBack() throws InterruptedException {
    sites.promote("by-hand");
    TermRecord term = sites.term();

    assertThat(promote(sites.site()).undo(switchover()).summary())
        .contains("another request has promoted this site, in term " + term.term());
    assertThat(sites.term()).isEqualTo(term);
  }

  @Test
  void aFailoverThatIsTriedAgainLosesNoMoreThanSinceItsLastContact() throws InterruptedException {
    Instant first = Instant.now().plusSeconds(1000);
    Instant second = first.plusSeconds(1000);
    OneStep run =
        TwoSites.run(
            Verb.FAILOVER, Map.of("accepted-watermark", "0", RunState.FORCE_REASON, "it is ill"));
    replicatedUntil(first);
    onPromote(call -> Reply.problem(409, "Role was not changed", "not now"));
    assertThatThrownBy(() -> promote(sites.site()).run(run)).hasMessageContaining("not now");

    replicatedUntil(second);
    onPromote(this::promoted);

    assertThat(promote(sites.site()).run(run.again()).outputs())
        .containsEntry(RunReport.HELD_UNTIL, second.toString());
  }

  private void replicatedUntil(Instant time) {
    sites.sync.on("/api/v1/status", Reply.json(200, "{\"replicatedTime\": \"" + time + "\"}"));
  }

  @Test
  void whatIsSeenAtEachLookIsPutOnRecordOnce() throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    onPromote(
        call ->
            asked.incrementAndGet() < 4
                ? Reply.problem(412, "Term is not the expected one", "")
                : promoted(call));
    OneStep run = switchover();

    promote(sites.site()).run(run);

    assertThat(run.timesNoted("stood-still")).isEqualTo(1);
  }

  @Test
  void aStandbyThatDoesNotHoldTheFreezeIsNotPromoted() {
    onPromote(this::promoted);
    OneStep run = switchover("99999999");

    assertThatThrownBy(() -> promote(sites.site()).run(run))
        .hasMessageContaining("does not hold the primary's revision 99999999");
    assertThat(sites.term().isPromoted()).isFalse();
  }

  /** For example because the step that was to freeze it failed and was ignored. */
  @ParameterizedTest
  @ValueSource(strings = {"", "drained-watermark", "freeze-revision"})
  void aPrimaryThatNoStepFencedAndDrainedIsNotLeftUnlessTheRunbookSaysSo(String only)
      throws InterruptedException {
    onPromote(this::promoted);
    String revision = Long.toString(sites.source().revision());
    Map<String, String> outputs = only.isEmpty() ? Map.of() : Map.of(only, revision);
    OneStep run = TwoSites.run(Verb.SWITCHOVER, outputs);

    assertThatThrownBy(() -> promote(sites.site()).run(run))
        .hasMessageContaining("no step of this run has proved")
        .hasMessageContaining("fenced-otherwise: true");
    assertThat(sites.term().isPromoted()).isFalse();

    PromoteKind kind = new PromoteKind(sites.site(), new PrimaryContact(sites.site(), List::of));
    Step declared = kind.make(OneStep.spec(kind, "{fenced-otherwise: true}"));
    assertThat(declared.plan(new PlanContext(Verb.SWITCHOVER, Instant.EPOCH)).warnings())
        .anyMatch(line -> line.contains("fenced-otherwise"));
    Evidence evidence = declared.run(run.again());
    assertThat(evidence.lines()).anyMatch(line -> line.startsWith("WARNING: no step"));
    assertThat(evidence.outputs()).doesNotContainKey(RunReport.LOSS_SECONDS);
    assertThat(sites.term().isPromoted()).isTrue();
  }

  @Test
  void aFailoverSaysHowOldTheStateIsThatItPromotesAndASwitchoverDoesNot()
      throws InterruptedException {
    Instant observed = sites.site().state().checkpoint().observedAt();
    OneStep failover = TwoSites.run(Verb.FAILOVER, Map.of("accepted-watermark", "0"));
    sites.sourceProcess().stop();

    Evidence evidence = promote(sites.site(NOWHERE, List.of())).run(failover);

    Instant heldUntil = Instant.parse(evidence.outputs().get(RunReport.HELD_UNTIL));
    assertThat(heldUntil).isAfterOrEqualTo(observed);
    double loss = Double.parseDouble(evidence.outputs().get(RunReport.LOSS_SECONDS));
    Duration between = Duration.between(heldUntil, sites.term().since());
    assertThat(loss).isEqualTo(Math.max(0, between.toMillis()) / 1000.0);
    assertThat(failover.notes()).containsEntry(RunReport.HELD_UNTIL, heldUntil.toString());
  }

  @Test
  void theLaterOfWhatTheCheckpointAndSyncServiceKnowCounts() throws InterruptedException {
    Instant later = Instant.now().plusSeconds(3600);
    sites.sync.on(
        "/api/v1/status", call -> Reply.json(200, "{\"replicatedTime\": \"" + later + "\"}"));
    onPromote(this::promoted);
    sites.sourceProcess().stop();

    Evidence evidence =
        promote(sites.site()).run(TwoSites.run(Verb.FAILOVER, Map.of("accepted-watermark", "0")));

    assertThat(evidence.outputs())
        .containsEntry(RunReport.HELD_UNTIL, later.toString())
        .containsEntry(RunReport.LOSS_SECONDS, "0.0");
  }

  @Test
  void whatIsNotProvenEqualIsPromotedOnlyIfTheLossWasAccepted() throws InterruptedException {
    try (TwoSites bare = TwoSites.bare()) {
      Step step = promote(bare.site(NOWHERE, List.of()));

      bare.sourceProcess().stop();
      assertThatThrownBy(() -> step.run(TwoSites.run(Verb.FAILOVER, Map.of())))
          .hasMessageContaining("the promotion is refused");
      assertThat(bare.term().isPromoted()).isFalse();
      step.run(TwoSites.run(Verb.FAILOVER, Map.of("accepted-watermark", "0")));
      assertThat(bare.term().isPromoted()).isTrue();
    }
  }

  @Test
  void afterItParkedObjectsAreInPlaceTheMirrorsHaveStoppedAndOldRevisionsAreTooOld()
      throws InterruptedException {
    sites.put("/registry/deployments/team/parked");
    sites.awaitDrained();
    MirrorSite site = sites.site(NOWHERE, List.of(sites.sync.address()));
    assertThat(site.parked()).isEqualTo(1);
    Step stopMirror = new StopMirrorKind(site).make(OneStep.spec(new StopMirrorKind(site), "{}"));
    assertThatThrownBy(() -> stopMirror.run(switchover()))
        .hasMessageContaining("put stop-mirror after promote");
    promote(site).run(switchover());

    Evidence unparked =
        new UnparkKind(site).make(OneStep.spec(new UnparkKind(site), "{}")).run(switchover());

    assertThat(unparked.outputs()).containsEntry("left", "0");
    assertThat(sites.target().get(Bytes.utf8("/registry/deployments/team/parked"))).isPresent();
    stops(stopMirror);
    advances(site);
  }

  private void stops(Step stopMirror) throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    sites.sync.on(
        "/api/v1/status",
        call ->
            Reply.json(
                200,
                "{\"phase\":\"" + (asked.incrementAndGet() < 3 ? "tail" : "promoted") + "\"}"));

    assertThat(stopMirror.run(switchover()).lines())
        .anyMatch(line -> line.contains("no checkpoint"))
        .anyMatch(line -> line.endsWith("is in phase promoted"));
    assertThat(asked).hasValue(3);
  }

  private void advances(MirrorSite site) throws InterruptedException {
    for (int i = 0; i < 300; i++) {
      sites.put("/registry/leases/kube-node-lease/node");
    }
    long known = sites.source().revision();
    AdvanceRevisionKind kind =
        new AdvanceRevisionKind(site, new NoStandbyServers(), sites.webhooks());
    Step step = kind.make(OneStep.spec(kind, "{margin-revisions: 500, per-second: 5000}"));

    Evidence evidence = step.run(switchover());

    assertThat(sites.target().revision()).isGreaterThanOrEqualTo(known + 500);
    assertThat(evidence.lines())
        .anyMatch(line -> line.contains("from revision " + known + " is answered as compacted"));
    step.run(switchover());
  }

  @Test
  void theOldPrimarysLastRevisionIsKnownWithoutIt() throws InterruptedException {
    promote(sites.site(NOWHERE, List.of())).run(switchover());
    long claimed = sites.term().claim().watermark();
    sites.sourceProcess().stop();
    sites.sync.on("/api/v1/status", Reply.json(200, "{\"sourceRevision\":" + (claimed + 70) + "}"));
    MirrorSite site = sites.site();
    AdvanceRevisionKind kind =
        new AdvanceRevisionKind(site, new NoStandbyServers(), sites.webhooks());
    Step step = kind.make(OneStep.spec(kind, "{margin-revisions: 30}"));

    Evidence evidence = step.run(TwoSites.run(Verb.FAILOVER, Map.of()));

    assertThat(sites.target().revision()).isGreaterThanOrEqualTo(claimed + 100);
    assertThat(evidence.lines()).anyMatch(line -> line.contains("sync-service's last contact"));
    assertThat(new PrimaryContact(site, List::of).look().isLost()).isTrue();
  }

  @Test
  void objectsThatStayParkedHoldItUpUnlessThatIsAllowed() throws InterruptedException {
    sites.put("/registry/deployments/team/parked");
    sites.awaitDrained();
    sites.target().put("/registry/deployments/team/parked", "{\"taken\":true}");
    MirrorSite site = sites.site(NOWHERE, List.of());
    promote(site).run(switchover());
    UnparkKind kind = new UnparkKind(site);

    assertThatThrownBy(() -> kind.make(OneStep.spec(kind, "{}")).run(switchover()))
        .hasMessageContaining("left: /registry/deployments/team/parked");
    assertThat(kind.make(OneStep.spec(kind, "{allow-left: true}")).run(switchover()).outputs())
        .containsEntry("left", "1");
  }

  @Test
  void aFewThatHaveNoOwnerHereStayParkedAndHoldNothingUp() throws InterruptedException {
    String owner = "/registry/deployments/team/owner";
    sites.put(owner, object("Deployment", "owner", ""));
    String set = "/registry/replicasets/team/owner-1";
    sites.put(
        set,
        object(
            "ReplicaSet",
            "owner-1",
            ",\"ownerReferences\":[{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\","
                + "\"name\":\"owner\",\"uid\":\"uid of owner\"}]"));
    sites.delete(owner);
    sites.awaitDrained();
    MirrorSite site = sites.site(NOWHERE, List.of());
    promote(site).run(switchover());
    UnparkKind kind = new UnparkKind(site);

    assertThatThrownBy(() -> kind.make(OneStep.spec(kind, "{unowned-max: 0}")).run(switchover()))
        .hasMessageContaining("left: " + set + ": none of its owners is here");
    Evidence evidence = kind.make(OneStep.spec(kind, "{}")).run(switchover());

    assertThat(evidence.outputs()).containsEntry("left", "1").containsEntry("unowned", "1");
    assertThat(evidence.lines()).anyMatch(line -> line.startsWith("left: " + set));
    assertThat(site.parked()).isEqualTo(1);
  }

  private static String object(String kind, String name, String more) {
    return "{\"apiVersion\":\"apps/v1\",\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"team\","
            .formatted(kind, name)
        + "\"uid\":\"uid of %s\"%s}}".formatted(name, more);
  }

  @Test
  void aReplicaThatDoesNotAnswerIsWaitedForUnlessThatIsAllowed() throws InterruptedException {
    MirrorSite site = sites.site(NOWHERE, List.of(NOWHERE));
    promote(site).run(switchover());
    StopMirrorKind kind = new StopMirrorKind(site);
    OneStep brief = new OneStep(Verb.SWITCHOVER, Duration.ofSeconds(1), Map.of());

    assertThatThrownBy(() -> kind.make(OneStep.spec(kind, "{}")).run(brief))
        .hasMessageContaining("not yet: http://127.0.0.1:1 does not answer");
    assertThat(kind.make(OneStep.spec(kind, "{allow-silent: true}")).run(switchover()).lines())
        .hasSize(2);
  }
}
