package io.understudy.sync.replica;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.mirror.Healing;
import io.understudy.core.mirror.LeadLimits;
import io.understudy.core.mirror.Leadership;
import io.understudy.core.mirror.Limits;
import io.understudy.core.mirror.Prune;
import io.understudy.core.mirror.RunContext;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.sync.settings.SettingsReader;
import io.understudy.sync.settings.TestConfig;
import io.understudy.sync.status.ReplicaObserver;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

/** One replica's loop between two models. */
abstract class LoopCase {

  static final ControlKeys KEYS = new ControlKeys("global");
  static final Duration LONGEST_PAUSE = Duration.ofMillis(8);

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final int MANY_LOOKS = 100;
  private static final long TTL_SECONDS = 60;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final ModelEtcd source = new ModelEtcd(new ModelStore(1));
  final ModelEtcd target = new ModelEtcd(new ModelStore(2));

  /** What the loop told, each as the method's name and its arguments. */
  final List<String> told = new CopyOnWriteArrayList<>();

  final Backoff backoff = new Backoff(Duration.ofMillis(1), LONGEST_PAUSE, new SplittableRandom(1));

  volatile StopSignal stop = new StopSignal(InstantSource.system(), new SplittableRandom(1));

  @AfterEach
  void end() {
    stop.set();
  }

  /** By a clock that is set back by an hour between any two looks; who looks often is stopped. */
  void underAClockThatIsSetBack() {
    AtomicInteger looks = new AtomicInteger();
    InstantSource clock =
        () -> {
          int look = looks.getAndIncrement();
          if (look == MANY_LOOKS) {
            stop.set();
          }
          return NOON.minus(Duration.ofHours(look));
        };
    stop = new StopSignal(clock, new SplittableRandom(1));
  }

  /** Runs until the test ends. */
  void start(Etcd connection) {
    Leadership leadership = new Leadership(connection, KEYS, "one", TTL_SECONDS, stop);
    RunContext context =
        new RunContext(
            source,
            connection,
            KEYS,
            Classifier.of(Rules.profile("everything", Rules.Options.DEFAULT)),
            Prune.MIRRORED,
            limits(),
            leadership,
            stop,
            observer(),
            Healing.defaults());
    Map<String, String> ends =
        Map.of("source.endpoints", "http://localhost:1", "target.endpoints", "http://localhost:2");
    UnparkWorker unpark = new UnparkWorker(context, SettingsReader.read(TestConfig.of(ends)), stop);
    Thread.ofPlatform()
        .daemon()
        .start(new MirrorLoop(context, observer(), backoff, stop, term -> false, unpark));
  }

  void awaitTold(String what, int times) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> told.stream().filter(each -> each.startsWith(what)).count() >= times);
  }

  void put(Bytes key, String value) {
    target.txn(new Txn(List.of(), List.of(Txn.put(key, Bytes.utf8(value))))).await();
  }

  ReplicaObserver observer() {
    return proxy(
        ReplicaObserver.class,
        (proxy, method, arguments) -> {
          told.add(method.getName() + (arguments == null ? "" : " " + List.of(arguments)));
          return null;
        });
  }

  static Object call(Etcd etcd, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(etcd, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** Nothing is tried again: a model that does not answer never will. */
  private static Limits limits() {
    Limits like = Limits.defaults().lead(LeadLimits.OFF);
    return new Limits(
        like.txnMaxWrites(),
        like.txnMaxBytes(),
        like.copyTxnsInFlight(),
        like.pageMaxBytes(),
        like.pageMaxKeys(),
        like.pin(),
        like.patience(),
        like.idleCheckpoint(),
        Duration.ofMillis(10),
        like.stall(),
        1,
        Duration.ofMillis(1),
        like.preflight(),
        like.lead());
  }
}
