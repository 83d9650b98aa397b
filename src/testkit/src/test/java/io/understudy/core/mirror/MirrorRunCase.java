package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Whole runs of a mirror between two model etcds, by a clock that goes on as it is looked at. */
abstract class MirrorRunCase {

  static final ControlKeys KEYS = new ControlKeys("global");

  private static final Rules RULES = Rules.profile("everything", Rules.Options.DEFAULT);
  private static final int MOST_LOOKS = 20_000;

  final ModelStore target = new ModelStore(2);
  final List<String> retried = new ArrayList<>();
  final Running clock = new Running();

  /** The connection that a run uses now; another may take its place while it goes on. */
  ModelEtcd source = new ModelEtcd(new ModelStore(1));

  /** Told the name of each call of a run to the source, before it is answered. */
  Consumer<String> beforeSource = call -> {};

  /** What a run has for the target. */
  Etcd connection = new ModelEtcd(target);

  /**
   * One leadership's run, until something is so.
   *
   * @return how it ended: stopped, if by that
   */
  End run(BooleanSupplier enough) {
    Leadership leadership = new Leadership(connection, KEYS, "one", 1_000_000, clock);
    assertThat(leadership.attempt()).isInstanceOf(Leadership.Attempt.Leading.class);
    int[] looks = {0};
    BooleanSupplier stopping =
        () -> {
          if (++looks[0] > MOST_LOOKS) {
            throw new AssertionError("it does not come to that; the checkpoint is " + checkpoint());
          }
          return enough.getAsBoolean();
        };
    try {
      return new MirrorRun(context(leadership), stopping).run();
    } finally {
      leadership.resign();
    }
  }

  /** The source as another etcd answers for it from now on: watches of the former one break. */
  void replaceSource(ModelStore other) {
    ModelEtcd former = source;
    source = new ModelEtcd(other);
    former.close();
  }

  /** The same, but watches of the former stay as they are. */
  void answeredBy(ModelStore other) {
    source = new ModelEtcd(other);
  }

  static void put(ModelStore store, String key, String value) {
    store.apply(new Txn(List.of(), List.of(Txn.put(Bytes.utf8(key), Bytes.utf8(value)))));
  }

  Checkpoint checkpoint() {
    KeyValue stored = target.snapshot(target.revision()).get(KEYS.checkpoint());
    return stored == null
        ? Checkpoint.first(new Checkpoint.SourceId(0, 0), 0, Instant.EPOCH, "none")
        : Checkpoint.fromJson(stored.value());
  }

  boolean tailsAt(long watermark) {
    Checkpoint now = checkpoint();
    return now.phase() == Checkpoint.Phase.TAIL && now.watermark() == watermark;
  }

  boolean has(String key) {
    return target.snapshot(target.revision()).containsKey(Bytes.utf8(key));
  }

  long marks() {
    return target.snapshot(target.revision()).keySet().stream().filter(KEYS::isMark).count();
  }

  private RunContext context(Leadership leadership) {
    return new RunContext(
        between(() -> source, call -> beforeSource.accept(call)),
        connection,
        KEYS,
        Classifier.of(RULES),
        Prune.MIRRORED,
        limits(),
        leadership,
        clock,
        observer(),
        Healing.defaults());
  }

  /** Waits for nobody: a model has what there is. */
  private static Limits limits() {
    Limits like = Limits.defaults().lead(LeadLimits.OFF);
    return new Limits(
        like.txnMaxWrites(),
        like.txnMaxBytes(),
        like.copyTxnsInFlight(),
        like.pageMaxBytes(),
        like.pageMaxKeys(),
        like.pin(),
        Duration.ZERO,
        like.idleCheckpoint(),
        like.controlPoll(),
        like.stall(),
        like.retries(),
        like.retryPause(),
        like.preflight(),
        like.lead());
  }

  private MirrorObserver observer() {
    return (MirrorObserver)
        Proxy.newProxyInstance(
            MirrorObserver.class.getClassLoader(),
            new Class<?>[] {MirrorObserver.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("retried")) {
                retried.add(String.valueOf(arguments[0]));
              }
              return null;
            });
  }

  /** To be pinned is for whoever answers when it is asked. */
  private static Etcd between(Supplier<Etcd> present, Consumer<String> before) {
    return (Etcd)
        Proxy.newProxyInstance(
            Etcd.class.getClassLoader(),
            new Class<?>[] {Etcd.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("pinnedTo")) {
                return between(() -> present.get().pinnedTo((long) arguments[0]), before);
              }
              before.accept(method.getName());
              try {
                return method.invoke(present.get(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Each look takes a millisecond. */
  static final class Running implements Timing {
    private long nanos;

    @Override
    public Instant now() {
      return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public long nanos() {
      nanos += 1_000_000;
      return nanos;
    }

    @Override
    public double chance() {
      return 0;
    }

    @Override
    public void pause(Duration duration) {
      nanos += duration.toNanos();
    }
  }
}
