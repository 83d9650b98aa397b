package io.understudy.testkit.sim;

import io.understudy.core.mirror.Fence;
import io.understudy.core.mirror.Leadership;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.Page;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.core.port.WatchStream;
import io.understudy.testkit.ModelStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One process' connection to one store, over the simulated network. */
final class SimEtcd implements Etcd {

  private static final Duration DEADLINE = Duration.ofMillis(700);

  /** Of an answer that nobody waits for. */
  private static final int MAX_TRAVEL_MILLIS = 200;

  private static final long ANYBODY = 0;

  private final World world;
  private final Network network;
  private final Supplier<ModelStore> answering;
  private final String process;
  private Account account = Account.ROOT;
  private long pinned = ANYBODY;
  private @Nullable Leadership leadership;

  SimEtcd(World world, Network network, ModelStore store, String process) {
    this(world, network, () -> store, process);
  }

  /**
   * @param answering who answers at its endpoints, which may be another from one call to the next
   */
  SimEtcd(World world, Network network, Supplier<ModelStore> answering, String process) {
    this.world = world;
    this.network = network;
    this.answering = answering;
    this.process = process;
  }

  /** Whose rights its reads and watches have. */
  SimEtcd as(Account other) {
    account = other;
    return this;
  }

  /** Whose fence the Txns sent here ought to carry. */
  void sentBy(Leadership leadership) {
    this.leadership = leadership;
  }

  @Override
  public Etcd pinnedTo(long clusterId) {
    SimEtcd same = new SimEtcd(world, network, answering, process).as(account);
    same.pinned = clusterId;
    return same;
  }

  @Override
  public Pending<Page> range(RangeQuery query) {
    return read(
        () -> {
          account.check(query.range());
          return taken().range(query);
        });
  }

  @Override
  public Pending<Found> get(Collection<Bytes> keys, long revision) {
    List<Bytes> asked = List.copyOf(keys);
    return read(
        () -> {
          account.check(asked);
          return taken().get(asked, revision);
        });
  }

  @Override
  public Pending<TxnOutcome> txn(Txn txn) {
    Fence fence = leadership == null ? null : leadership.fence();
    world.scheduler.yield();
    Network.Sent sent = network.send(process, txn, fence);
    Instant deadline = world.scheduler.now().plus(DEADLINE);
    return new Pending<>() {
      @Override
      public TxnOutcome await() {
        while (sent.answer() == null) {
          if (world.scheduler.now().isAfter(deadline)) {
            return new TxnOutcome.Unknown(unavailable("no answer in time"));
          }
          world.scheduler.sleep(Duration.ofMillis(5));
        }
        return sent.answer();
      }

      @Override
      public boolean isDone() {
        return sent.answer() != null || world.scheduler.now().isAfter(deadline);
      }
    };
  }

  @Override
  public WatchStream watch(KeyRange range, long fromRevision) {
    world.scheduler.yield();
    account.check(range);
    return new SimWatch(world, network, answering, pinned, range, fromRevision);
  }

  @Override
  public Pending<EtcdStatus> askStatus() {
    return read(() -> store().status());
  }

  @Override
  public long grantLease(long ttlSeconds) {
    return call(() -> store().grantLease(ttlSeconds));
  }

  @Override
  public long keepLeaseAlive(long lease) {
    return call(() -> store().keepLeaseAlive(lease));
  }

  @Override
  public void compact(long revision) {
    call(
        () -> {
          store().compact(revision);
          return revision;
        });
  }

  @Override
  public void revokeLease(long lease) {
    call(
        () -> {
          store().revokeLease(lease);
          return lease;
        });
    world.afterChange(store());
  }

  @Override
  public long leaseSecondsLeft(long lease) {
    return call(() -> taken().leaseSecondsLeft(lease));
  }

  @Override
  public void close() {}

  private ModelStore store() {
    return answering.get();
  }

  /** Who answers, if its answers are taken. */
  private ModelStore taken() {
    ModelStore store = store();
    if (isElsewhere(store, pinned)) {
      throw otherCluster();
    }
    return store;
  }

  private static boolean isElsewhere(ModelStore store, long pinned) {
    return pinned != ANYBODY && pinned != store.clusterId();
  }

  private static EtcdException otherCluster() {
    return new EtcdException(EtcdException.Kind.OTHER_CLUSTER, "another cluster answers");
  }

  private <T> T call(Supplier<T> call) {
    world.scheduler.yield();
    if (network.drops()) {
      world.scheduler.sleep(Duration.ofMillis(50));
      throw unavailable("lost");
    }
    return call.get();
  }

  /** The store answers somewhere between the question and the answer's arrival. */
  private <T> Pending<T> read(Supplier<T> read) {
    if (world.random.nextBoolean()) {
      Supplier<T> answer = capture(read);
      return pending(answer);
    }
    return pending(() -> call(read));
  }

  private <T> Supplier<T> capture(Supplier<T> read) {
    try {
      T answer = call(read);
      return () -> answer;
    } catch (EtcdException e) {
      return () -> {
        throw e;
      };
    }
  }

  private <T> Pending<T> pending(Supplier<T> answer) {
    Instant arrives = world.scheduler.now().plusMillis(world.random.nextInt(MAX_TRAVEL_MILLIS));
    return new Pending<>() {
      @Override
      public T await() {
        return answer.get();
      }

      @Override
      public boolean isDone() {
        return !world.scheduler.now().isBefore(arrives);
      }
    };
  }

  private EtcdException unavailable(String why) {
    return new EtcdException(EtcdException.Kind.UNAVAILABLE, process + ": " + why);
  }

  /** A watch that lags, breaks and is cut off by compaction. */
  private static final class SimWatch implements WatchStream {
    private final World world;
    private final Network network;
    private final Supplier<ModelStore> answering;
    private final long pinned;
    private final KeyRange range;
    private final Instant opensAt;
    private @Nullable ModelStore opened;
    private long next;
    private boolean broken;
    private Instant muteUntil = Instant.MIN;

    SimWatch(
        World world,
        Network network,
        Supplier<ModelStore> answering,
        long pinned,
        KeyRange range,
        long from) {
      this.world = world;
      this.network = network;
      this.answering = answering;
      this.pinned = pinned;
      this.range = range;
      this.next = from;
      this.opensAt = world.scheduler.now().plus(world.untilWatchOpens());
    }

    /** By whoever answers when the server gets to know of it; null until then. */
    private @Nullable ModelStore opened() {
      if (opened == null && !world.scheduler.now().isBefore(opensAt)) {
        opened = answering.get();
      }
      return opened;
    }

    @Override
    public Message next(Duration patience) {
      Instant until = world.scheduler.now().plus(patience);
      while (true) {
        world.scheduler.yield();
        ModelStore store = opened();
        if (store == null && !broken) {
          if (!world.scheduler.now().isBefore(until)) {
            return new Message.Idle();
          }
          world.scheduler.sleep(Duration.ofMillis(10));
          continue;
        }
        if (store != null && isElsewhere(store, pinned)) {
          broken = true;
          return new Message.Ended(otherCluster());
        }
        boolean mute = isMute();
        if (broken || store == null || world.isGone(store) || !mute && network.breaksWatch()) {
          broken = true;
          return new Message.Ended(
              new EtcdException(EtcdException.Kind.UNAVAILABLE, "watch broken"));
        }
        if (store.compactedRevision() > 0 && next <= store.compactedRevision()) {
          broken = true;
          return new Message.Compacted(store.compactedRevision());
        }
        List<Revision> waiting =
            next > store.revision() ? List.of() : store.changesFrom(next, range);
        if (!waiting.isEmpty() && !mute && !network.delaysWatch()) {
          Revision first = waiting.get(0);
          next = first.number() + 1;
          return new Message.Changed(first);
        }
        if (!world.scheduler.now().isBefore(until)) {
          return new Message.Idle();
        }
        world.scheduler.sleep(Duration.ofMillis(10));
      }
    }

    /** Half open for a while: nothing comes, and no end either. */
    private boolean isMute() {
      if (world.isLimited() && world.random.nextInt(400) == 0) {
        muteUntil = world.scheduler.now().plusMillis(1000 + world.random.nextInt(5000));
      }
      return world.scheduler.now().isBefore(muteUntil);
    }

    @Override
    public boolean stands() {
      ModelStore store = opened();
      return store != null && !broken && !world.isGone(store) && !isFull();
    }

    @Override
    public boolean isFull() {
      ModelStore store = opened();
      return store != null
          && store.revision() - next > 20
          && store.changesFrom(next, range).size() > 20;
    }

    @Override
    public void close() {
      broken = true;
    }
  }
}
