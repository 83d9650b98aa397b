package io.understudy.failover.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.Verb;
import io.understudy.core.failover.freeze.FreezeProbe;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.failover.Ends;
import io.understudy.failover.step.HeldStep;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepFailedException;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two API servers that refuse as a freeze would, and a real etcd as the source. */
class FreezePrimaryTest {

  private static final PlanContext PLAN = new PlanContext(Verb.SWITCHOVER, Instant.EPOCH);
  private static final Rules RULES = Rules.profile("acp-global", Rules.Options.DEFAULT);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static EtcdProcess etcd;
  private static IndependentClient writer;
  private static GrpcEtcd source;

  private final AtomicBoolean isListed = new AtomicBoolean(true);
  private MockApi api;

  @BeforeAll
  static void startEtcd() {
    etcd = EtcdProcess.start();
    writer = etcd.client();
    source = GrpcEtcd.connect(EtcdEndpoint.of("source", List.of(etcd.endpoint())));
    writer.put("/registry/configmaps/team-a/before", "{}");
  }

  @AfterAll
  static void stopEtcd() {
    source.close();
    writer.close();
    etcd.close();
  }

  @BeforeEach
  void start() {
    api = new MockApi("v1.34.1", "v1.34.1");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private Step step(String with) {
    return step(api::servers, with);
  }

  private static Step step(PrimaryServers servers, String with) {
    FreezePrimaryKind kind = kind(servers);
    return kind.make(OneStep.spec(kind, with));
  }

  /** A process has one. */
  private static FreezePrimaryKind kind(PrimaryServers servers) {
    return new FreezePrimaryKind("global", RULES, servers, new Ends(source, source));
  }

  private Step step() {
    return step("{max-seconds: 60, quiet-seconds: 1}");
  }

  private static OneStep run() {
    return new OneStep(Verb.SWITCHOVER, PATIENCE, Map.of());
  }

  private ValidatingAdmissionPolicy policy() {
    return api.client()
        .admissionRegistration()
        .v1()
        .validatingAdmissionPolicies()
        .withName("understudy-freeze-global")
        .get();
  }

  @Test
  void itIsProvedOnEveryApiServerAndThenInTheEtcd() throws InterruptedException {
    api.server(1).lag(3);
    Evidence evidence = step().run(run());

    assertThat(evidence.outputs())
        .containsEntry("freeze-revision", Long.toString(writer.revision()));
    assertThat(evidence.summary()).contains("all 2 API servers refuse");
    assertThat(evidence.lines())
        .filteredOn(line -> line.contains("denied request"))
        .as("one line for each server")
        .hasSize(2);
    assertThat(policy().getSpec().getFailurePolicy()).isEqualTo("Fail");
    assertThat(policy().getSpec().getMatchConditions()).isNotEmpty();
    assertThat(api.cluster().written()).as("the writes that are tried are not stored").isEmpty();
  }

  @Test
  void aServerThatDoesNotRefuseKeepsItFromBeingDone() {
    api.server(1).lag(1_000_000);
    OneStep brief = new OneStep(Verb.SWITCHOVER, Duration.ofSeconds(2), Map.of());
    assertThatThrownBy(() -> step().run(brief))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining(api.servers().get(1).address())
        .hasMessageContaining("it would have been written")
        .hasMessageNotContaining(api.servers().get(0).address());
  }

  @Test
  void whatIsWrittenInScopeMeanwhileBeginsTheQuietAnew() throws Exception {
    CountDownLatch stop = new CountDownLatch(1);
    AtomicInteger writes = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> writing = threads.submit(() -> writeUntil(stop, writes));
      Awaitility.await().atMost(PATIENCE).until(() -> writes.get() > 0);
      // Far longer than the gaps between writes, on a slow machine too.
      Future<Evidence> freezing =
          threads.submit(() -> step("{max-seconds: 60, quiet-seconds: 10}").run(run()));
      Awaitility.await().atMost(PATIENCE).until(() -> policy() != null);
      int before = writes.get();
      Awaitility.await().atMost(PATIENCE).until(() -> writes.get() > before + 20);
      assertThat(freezing.isDone()).isFalse();
      stop.countDown();
      long last = writing.get();
      Evidence evidence = freezing.get();
      assertThat(Long.parseLong(evidence.outputs().get("freeze-revision")))
          .isGreaterThanOrEqualTo(last);
      assertThat(evidence.lines())
          .anyMatch(line -> line.contains("the last of /registry/configmaps/team-a/late"));
    }
  }

  /** Writes what counts, and at the end what does not. */
  private static long writeUntil(CountDownLatch stop, AtomicInteger writes)
      throws InterruptedException {
    long last;
    do {
      last = writer.put("/registry/configmaps/team-a/late", "{}");
      writes.incrementAndGet();
    } while (!stop.await(100, TimeUnit.MILLISECONDS));
    writer.put("/registry/leases/kube-node-lease/n", "{}");
    return last;
  }

  @Test
  void whatIsOutOfScopeDoesNotKeepItWaiting() throws Exception {
    CountDownLatch stop = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.submit(
          () -> {
            while (!stop.await(20, TimeUnit.MILLISECONDS)) {
              writer.put("/registry/pods/team-a/p", "{}");
            }
            return null;
          });
      assertThat(step().run(run()).outputs()).containsKey("freeze-revision");
      stop.countDown();
    }
  }

  @Test
  void liftingItIsProvedOnEveryApiServerToo() throws InterruptedException {
    step().run(run());
    api.server(0).lag(3);
    Evidence lifted = step().undo(run());

    assertThat(lifted.summary()).startsWith("lifted: 2 API servers");
    assertThat(policy()).isNull();
    assertThat(step().undo(run()).summary()).as("once more").startsWith("there was no freeze");
  }

  @Test
  void aFreezeOfAnotherRunOfTheLinkIsTakenOver() throws InterruptedException {
    step().run(run());
    ValidatingAdmissionPolicy other = policy();
    other.getMetadata().getAnnotations().put("understudy.io/run", "0");
    api.client().resource(other).update();

    assertThat(step().plan(PLAN).warnings()).anyMatch(warning -> warning.contains("run 0"));
    assertThat(step().run(run()).lines()).contains("the freeze of run 0 was taken over");
    assertThat(policy().getMetadata().getAnnotations()).containsEntry("understudy.io/run", "1");
  }

  @Test
  void whatItLetsGoOfIsItsOwnFreezeAndNoneThatCameInItsPlace() throws InterruptedException {
    HeldStep late = (HeldStep) step();
    assertThat(late.letGo()).isEqualTo("no freeze was made");
    assertThatThrownBy(() -> late.run(run())).hasMessageContaining("time of this freeze was up");
    assertThat(policy()).isNull();

    HeldStep first = (HeldStep) step();
    first.run(run());
    assertThat(first.letGo()).isEqualTo("the freeze understudy-freeze-global is deleted");
    assertThat(policy()).isNull();
    assertThat(first.letGo()).contains("was gone");

    // Another process lifts it and freezes anew, for the same run.
    step().run(run());
    assertThat(first.letGo()).contains("another's by now");
    assertThat(policy()).isNotNull();
  }

  @Test
  void aFreezeWhoseMakingWasNotAnsweredIsLetGo() {
    HeldStep mine = (HeldStep) step();
    api.cluster().loseAnswers("/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies");
    assertThatThrownBy(() -> mine.run(run())).hasMessageContaining("timed out");
    assertThat(policy()).as("it is there all the same").isNotNull();

    assertThat(mine.letGo()).isEqualTo("the freeze understudy-freeze-global is deleted");
    assertThat(policy()).isNull();
  }

  @Test
  void whileItIsBeingMadeItIsNotSaidToBeGone() throws Exception {
    CountDownLatch listed = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    HeldStep mine =
        (HeldStep)
            step(
                () -> {
                  listed.countDown();
                  awaitLatch(goOn);
                  return api.servers();
                },
                "{max-seconds: 60, quiet-seconds: 1}");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Evidence> freezing = threads.submit(() -> mine.run(run()));
      awaitLatch(listed);
      assertThatThrownBy(mine::letGo).hasMessageContaining("being made at this moment");
      goOn.countDown();
      freezing.get();
    }
    assertThat(mine.letGo()).isEqualTo("the freeze understudy-freeze-global is deleted");
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopping) {
      throw new IllegalStateException(stopping);
    }
  }

  @Test
  void whatAnotherProcessMadeForTheSameRunIsNotLetGo() throws InterruptedException {
    HeldStep mine = (HeldStep) step();
    api.cluster().loseAnswers("/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies");
    assertThatThrownBy(() -> mine.run(run())).hasMessageContaining("timed out");
    // Another process goes on with the run, and makes what is there its own.
    ValidatingAdmissionPolicy taken = policy();
    taken.getMetadata().getAnnotations().put("understudy.io/made-by", "another");
    api.client().resource(taken).update();

    assertThatThrownBy(mine::letGo).as("it may come late").hasMessageContaining("looked at again");
    String did = "";
    for (int looks = 0; looks < 200 && did.isEmpty(); looks++) {
      did = letGo(mine);
    }
    assertThat(did).contains("another's by now");
    assertThat(policy()).isNotNull();
  }

  private static String letGo(HeldStep step) {
    try {
      return step.letGo();
    } catch (StepFailedException notYet) {
      return "";
    }
  }

  @Test
  void whereItIsNotKnownWhichServersThereAreThoseThatAreKnownDo() throws InterruptedException {
    HeldStep mine = (HeldStep) step(new Listed(), "{max-seconds: 60, quiet-seconds: 1}");
    mine.run(run());
    isListed.set(false);

    assertThat(mine.letGo()).isEqualTo("the freeze understudy-freeze-global is deleted");
    assertThat(policy()).isNull();
  }

  /** Users can write again before that is proved. */
  @Test
  void liftingItNeedsNoMoreEither() throws InterruptedException {
    Step mine = step(new Listed(), "{max-seconds: 60, quiet-seconds: 1}");
    mine.run(run());
    isListed.set(false);

    assertThatThrownBy(() -> mine.undo(run()))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("the primary's etcd does not answer");
    assertThat(policy()).isNull();

    isListed.set(true);
    assertThat(mine.undo(run()).summary()).contains("2 API servers take writes");
  }

  /** Those that the primary's etcd lists, as long as it does. */
  private final class Listed implements PrimaryServers {
    @Override
    public List<Server> all() {
      if (!isListed.get()) {
        throw new KubernetesClientException("the primary's etcd does not answer");
      }
      return api.servers();
    }

    @Override
    public List<Server> known() {
      return api.servers().subList(0, 1);
    }
  }

  @Test
  void whatAnEarlierAttemptMadeIsLetGoByALaterOne() throws InterruptedException {
    FreezePrimaryKind kind = kind(new Listed());
    StepSpec spec = OneStep.spec(kind, "{max-seconds: 60, quiet-seconds: 1}");
    kind.make(spec).run(run());
    HeldStep second = (HeldStep) kind.make(spec);
    isListed.set(false);
    assertThatThrownBy(() -> second.run(run())).hasMessageContaining("does not answer");

    assertThat(second.letGo()).isEqualTo("the freeze understudy-freeze-global is deleted");
    assertThat(policy()).isNull();
  }

  @Test
  void soItIsByOneThatHasNotComeToMakingItself() throws InterruptedException {
    FreezePrimaryKind kind = kind(api::servers);
    StepSpec spec = OneStep.spec(kind, "{max-seconds: 60, quiet-seconds: 1}");
    kind.make(spec).run(run());

    assertThat(((HeldStep) kind.make(spec)).letGo()).contains("is deleted");
    assertThat(policy()).isNull();
  }

  /** Users of the old primary would write what nobody takes over. */
  @Test
  void itIsNotLiftedWhileThisSiteIsPromoted() throws InterruptedException {
    Bytes term = new ControlKeys("global").term();
    step().run(run());
    TermRecord promoted =
        new TermRecord(TermRecord.Role.PROMOTED, 7, "sync-0", Instant.EPOCH, "by hand");
    writer.put(term, promoted.toJson());
    try {
      assertThatThrownBy(() -> step().undo(run()))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining("this site is promoted, in term 7 (by hand)");
      assertThat(policy()).isNotNull();
    } finally {
      writer.put(term, Bytes.utf8("{ damaged"));
    }
    assertThat(step().undo(run()).summary()).as("that nobody can read").startsWith("lifted");
  }

  @Test
  void aPolicyOfSomebodyElseIsLeftAlone() throws InterruptedException {
    step().run(run());
    ValidatingAdmissionPolicy other = policy();
    other.getMetadata().getAnnotations().put("understudy.io/link", "another");
    api.client().resource(other).update();

    assertThatThrownBy(() -> step().run(run())).hasMessageContaining("it is left alone");
    assertThatThrownBy(() -> step().undo(run())).hasMessageContaining("it is left alone");
    assertThat(policy()).isNotNull();
    assertThat(step().plan(PLAN).problems()).anyMatch(problem -> problem.contains("left alone"));
  }

  @Test
  void aPlanThatWillWorkHasNoProblemAndChangesNothing() {
    Forecast forecast = step().plan(PLAN);
    assertThat(forecast.problems()).isEmpty();
    assertThat(forecast.warnings()).isEmpty();
    assertThat(forecast.facts()).hasSize(2).allMatch(fact -> fact.contains("v1.34.1"));
    assertThat(policy()).isNull();
    assertThat(api.cluster().written()).isEmpty();
  }

  @Test
  void aPrimaryThatIsTooOldSaysWhatFencesItInstead() {
    try (MockApi old = new MockApi("v1.30.2", "v1.29.9")) {
      String with = "{max-seconds: 60, otherwise: close-2379}";
      assertThat(step(old::servers, with).plan(PLAN).problems())
          .singleElement()
          .asString()
          .contains("v1.29.9", "1.30", "step 'close-2379'");
    }
  }

  @Test
  void aRightThatIsMissingIsAProblemOfThePlan() {
    api.cluster().refuse("delete validatingadmissionpolicybindings");
    api.cluster().refuse("create runtimeclasses");
    assertThat(step().plan(PLAN).problems())
        .hasSize(2)
        .anyMatch(p -> p.contains("delete validatingadmissionpolicybindings"))
        .anyMatch(p -> p.contains("create runtimeclasses.node.k8s.io"));
  }

  @Test
  void aServerThatRefusesDryRunsAnywayCouldProveNothing() {
    api.server(1).refuseDryRuns("admission webhook \"w\" does not support dry run");
    assertThat(step().plan(PLAN).problems())
        .singleElement()
        .asString()
        .contains(api.servers().get(1).address(), "does not support dry run");
  }

  @Test
  void serversThatCannotBeListedAreAProblemOfThePlan() {
    PrimaryServers unlisted =
        () -> {
          throw new KubernetesClientException("name them in understudy.primary.api-servers");
        };
    assertThat(step(unlisted, "{max-seconds: 60}").plan(PLAN).problems())
        .singleElement()
        .asString()
        .contains("understudy.primary.api-servers");
  }

  @Test
  void aUserIsToldWhyAWriteIsRefused() throws InterruptedException {
    step().run(run());
    GenericKubernetesResource write = FreezeObjects.probe(FreezeProbe.of(RULES).orElseThrow());
    assertThatThrownBy(() -> api.client().resource(write).create())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("frozen for a switchover")
        .hasMessageContaining("run 1");
  }
}
