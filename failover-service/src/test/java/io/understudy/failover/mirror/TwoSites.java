package io.understudy.failover.mirror;

import static org.awaitility.Awaitility.await;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.control.UnparkRecord;
import io.understudy.core.failover.Verb;
import io.understudy.core.failover.mirror.DrainState;
import io.understudy.core.mirror.Healing;
import io.understudy.core.mirror.LeadLimits;
import io.understudy.core.mirror.Leadership;
import io.understudy.core.mirror.Limits;
import io.understudy.core.mirror.MirrorObserver;
import io.understudy.core.mirror.MirrorRun;
import io.understudy.core.mirror.Prune;
import io.understudy.core.mirror.RunContext;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.role.RoleRequest;
import io.understudy.core.role.UnparkContext;
import io.understudy.core.role.UnparkLimits;
import io.understudy.core.role.Unparker;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.failover.Ends;
import io.understudy.failover.settings.PromotionSettings;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.web.WebCalls;
import io.understudy.failover.web.WebhookCall;
import io.understudy.service.site.OtherSite;
import io.understudy.service.time.ServiceTiming;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/** Two real etcds and what sync-service does between them: the mirror, and the unpark. */
final class TwoSites implements AutoCloseable {

  static final ControlKeys KEYS = new ControlKeys("global");
  static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final long TTL_SECONDS = 10;
  private static final PromotionSettings LIMITS =
      new PromotionSettings(
          Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofSeconds(10), 50);
  private static final Rules RULES = Rules.profile("live-standby", Rules.Options.DEFAULT);

  private final EtcdProcess source = EtcdProcess.start();
  private final EtcdProcess target = EtcdProcess.start();
  private final IndependentClient sourceClient = source.client();
  private final IndependentClient targetClient = target.client();
  private final GrpcEtcd sourcePort = connect("source", source);
  private final GrpcEtcd targetPort = connect("target", target);
  private final Timing timing = new ServiceTiming(InstantSource.system(), new SplittableRandom(1));
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Thread worker = Thread.ofPlatform().name("sync").unstarted(this::work);
  final FakeHttp sync = new FakeHttp();
  final FakeHttp monitor = new FakeHttp();
  final FakeHttp peerSync = new FakeHttp();
  private final Vertx vertx = Vertx.vertx();

  private static GrpcEtcd connect(String name, EtcdProcess process) {
    return GrpcEtcd.connect(EtcdEndpoint.of(name, List.of(process.endpoint())));
  }

  /** With a mirror at work. */
  static TwoSites mirrored() {
    TwoSites sites = new TwoSites();
    sites.sourceClient.put("/registry/configmaps/team/first", "{}");
    sites.worker.start();
    sites.awaitDrained();
    return sites;
  }

  /** Nothing was ever mirrored. */
  static TwoSites bare() {
    return new TwoSites();
  }

  MirrorSite site() {
    return site(sync.address(), List.of());
  }

  MirrorSite site(URI syncAddress, List<URI> replicas) {
    return site(new Ends(sourcePort, targetPort), syncAddress, replicas);
  }

  MirrorSite site(Ends ends, URI syncAddress, List<URI> replicas) {
    return new MirrorSite(
        ends,
        KEYS,
        "failover-test",
        Classifier.of(RULES),
        timing,
        FakeHttp.client("sync", syncAddress),
        monitor.client("monitor"),
        replicas,
        new OtherSite(peerSync.client("peer.sync"), "global"),
        LIMITS);
  }

  WebhookCall webhooks() {
    return new WebhookCall(new WebCalls(vertx), "global", "b");
  }

  Ends ends() {
    return new Ends(sourcePort, targetPort);
  }

  /** By a client that is not the product's. */
  IndependentClient source() {
    return sourceClient;
  }

  IndependentClient target() {
    return targetClient;
  }

  EtcdProcess sourceProcess() {
    return source;
  }

  TermRecord term() {
    return targetClient
        .get(KEYS.term())
        .map(kv -> TermRecord.fromJson(kv.value()))
        .orElseGet(TermRecord::none);
  }

  void promote(String key) {
    site().roles().promote(new RoleRequest(term().term(), "test", key, false));
  }

  /** Until the target holds all that the source has now. */
  void awaitDrained() {
    long revision = sourceClient.revision();
    await()
        .atMost(PATIENCE)
        .until(() -> site().state().drained(revision) instanceof DrainState.Reached);
  }

  void put(String key) {
    put(key, "{}");
  }

  void put(String key, String value) {
    sourceClient.put(Bytes.utf8(key), Bytes.utf8(value));
  }

  void delete(String key) {
    sourceClient.delete(Bytes.utf8(key));
  }

  static OneStep run(Verb verb, Map<String, String> outputs) {
    return new OneStep(verb, PATIENCE, outputs);
  }

  @Override
  public void close() {
    stopped.set(true);
    try {
      if (worker.isAlive() && !worker.join(PATIENCE)) {
        throw new IllegalStateException("the mirror does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sync.close();
    monitor.close();
    peerSync.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    sourceClient.close();
    targetClient.close();
    sourcePort.close();
    targetPort.close();
    source.close();
    target.close();
  }

  /** As a replica of sync-service does. */
  private void work() {
    Leadership leadership = new Leadership(targetPort, KEYS, "sync", TTL_SECONDS, timing);
    while (!stopped.get()) {
      try {
        switch (leadership.attempt()) {
          case Leadership.Attempt.Leading leading -> mirror(leadership);
          case Leadership.Attempt.Following following -> {}
          case Leadership.Attempt.Promoted promoted -> unparkIfAsked(leadership);
        }
      } catch (EtcdException e) {
        // Tried again.
        timing.pause(Duration.ofMillis(100));
      }
      timing.pause(Duration.ofMillis(50));
    }
    leadership.resign();
  }

  private void mirror(Leadership leadership) {
    RunContext context =
        new RunContext(
            sourcePort,
            targetPort,
            KEYS,
            Classifier.of(RULES),
            Prune.MIRRORED,
            Limits.defaults().lead(LeadLimits.OFF),
            leadership,
            timing,
            SILENT,
            Healing.defaults());
    Thread keeper = Thread.ofPlatform().daemon().start(() -> keepAlive(leadership));
    try {
      new MirrorRun(context, () -> stopped.get() || term().isPromoted()).run();
    } finally {
      leadership.resign();
      keeper.interrupt();
    }
  }

  private void keepAlive(Leadership leadership) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        leadership.keepAlive();
      } catch (EtcdException e) {
        // The lease runs out if that goes on.
        timing.pause(Duration.ofMillis(100));
      }
      timing.pause(Duration.ofSeconds(2));
    }
  }

  private void unparkIfAsked(Leadership leadership) {
    boolean isAsked =
        targetClient
            .get(KEYS.unpark())
            .map(kv -> UnparkRecord.fromJson(kv.value()))
            .filter(record -> !record.isDone())
            .isPresent();
    if (isAsked && leadership.attemptOnPromoted() instanceof Leadership.Attempt.Leading) {
      try {
        new Unparker(
                new UnparkContext(
                    targetPort,
                    KEYS,
                    Classifier.of(RULES),
                    leadership,
                    "sync",
                    timing,
                    UnparkLimits.defaults(),
                    stopped::get))
            .run();
      } finally {
        leadership.resign();
      }
    }
  }

  private static final MirrorObserver SILENT =
      (MirrorObserver)
          Proxy.newProxyInstance(
              MirrorObserver.class.getClassLoader(),
              new Class<?>[] {MirrorObserver.class},
              (proxy, method, arguments) -> null);
}
