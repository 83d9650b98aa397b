package io.understudy.e2e.chaos;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Txn;
import io.understudy.e2e.chaos.ChaosPlan.Ending;
import io.understudy.etcd.GrpcEtcd;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes to both etcds past all faulty links until it is stopped: to the source as the users of a
 * busy cluster do ({@link SourceWrites}), until they are fenced off, and to the target as a standby
 * does that has objects of its own. It remembers what was acknowledged.
 */
final class ChaosTraffic implements AutoCloseable {

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);
  private static final int PAUSE_MILLIS = 4;
  private static final int STANDBY_PAUSE_MILLIS = 25;
  private static final int STANDBY_OBJECTS = 60;
  private static final int DRIFT_EVERY = 20;

  /** Namespace of what the standby has of its own. */
  static final String OWN = "standby-own";

  private static final Duration PATIENCE = Duration.ofSeconds(300);

  private final ChaosPlan plan;
  private final SourceWrites writes;
  private final GrpcEtcd source;
  private final GrpcEtcd target;
  private FencedWriter toSource;
  private final FencedWriter toTarget;
  private final List<Acknowledged> acknowledged = new CopyOnWriteArrayList<>();
  private List<Acknowledged> formerly = List.of();
  private final ConcurrentMap<Bytes, Bytes> standbyOwn = new ConcurrentHashMap<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicBoolean fenced = new AtomicBoolean();
  private final AtomicBoolean abandoned = new AtomicBoolean();
  private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * A transaction of the source.
   *
   * @param revision the one it made
   */
  record Acknowledged(long revision, List<Txn.Write> writes) {
    Acknowledged {
      writes = List.copyOf(writes);
    }
  }

  ChaosTraffic(ChaosSites sites, ChaosPlan plan) {
    this.plan = plan;
    this.writes = new SourceWrites(plan.seed());
    this.source = sites.source().connect("traffic", List.of(sites.usersEndpoint()), CALL_TIMEOUT);
    this.target = sites.target().connect("standby", sites.target().endpoints(), CALL_TIMEOUT);
    this.toSource = new FencedWriter(source, ChaosTraffic::turn, turnKey("chaos"));
    this.toTarget = new FencedWriter(target, ChaosTraffic::turn, ownKey("turn"));
  }

  /** Writes what is there before anything happens. */
  void begin() throws InterruptedException {
    for (List<Txn.Write> txn : writes.beginning()) {
      write(txn);
    }
  }

  /** Goes on writing from here, both etcds. */
  void start() {
    threads.add(Thread.ofPlatform().name("traffic").start(() -> run(this::writeSource)));
    threads.add(Thread.ofPlatform().name("standby").start(() -> run(this::writeTarget)));
  }

  /** Writes the source, as long as nobody else does, until it is acknowledged. */
  void write(List<Txn.Write> txn) throws InterruptedException {
    Optional<Long> revision = toSource.write(txn, fenced);
    revision.ifPresent(made -> acknowledged.add(new Acknowledged(made, txn)));
  }

  /** Returns when nobody writes the source any more. */
  void pauseSource() throws InterruptedException {
    fenced.set(true);
    join(threads.getFirst());
  }

  /**
   * Goes on, with plain objects alone: what the source had written last it has forgotten. What it
   * had acknowledged is {@link #formerly}.
   */
  void goOnAfterRestore() {
    formerly = List.copyOf(acknowledged);
    acknowledged.clear();
    toSource = new FencedWriter(source, ChaosTraffic::turn, key("chaos", "turn-since"));
    fenced.set(false);
    threads.set(0, Thread.ofPlatform().name("traffic").start(() -> run(this::writePlain)));
  }

  /** Transactions of the source before it was restored, if it was. */
  List<Acknowledged> formerly() {
    return formerly;
  }

  /** The source acknowledges nothing any more, and that is as it should be. */
  void fencedOff() {
    fenced.set(true);
  }

  /**
   * Lets each finish what it is at, for which both etcds must answer.
   *
   * @throws IllegalStateException if one broke off before, or is not done in time
   */
  void stop() throws InterruptedException {
    stopped.set(true);
    for (Thread thread : threads) {
      join(thread);
    }
    RuntimeException broken = failures.peek();
    if (broken != null) {
      throw new IllegalStateException("the traffic broke off", broken);
    }
  }

  private void join(Thread thread) throws InterruptedException {
    if (!thread.join(PATIENCE)) {
      fenced.set(true);
      abandoned.set(true);
      throw new IllegalStateException(
          "a write was not acknowledged within " + PATIENCE + " of the heal");
    }
  }

  /** Transactions of the source, in order. Complete once stopped. */
  List<Acknowledged> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /** What the standby has of its own. Complete once stopped. */
  Map<Bytes, Bytes> standbyOwn() {
    Map<Bytes, Bytes> all = new HashMap<>(standbyOwn);
    all.put(ownKey("turn"), toTarget.last());
    return all;
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private void run(Work work) {
    try {
      work.run();
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException broken) {
      failures.add(broken);
    }
  }

  private void writeSource() throws InterruptedException {
    long began = System.nanoTime();
    Deque<Duration> bursts = new ArrayDeque<>(plan.bursts());
    Deque<Duration> rotations = new ArrayDeque<>(plan.rotations());
    while (!isOver()) {
      if (isDue(bursts, began)) {
        writeAll(writes.burst());
      } else if (isDue(rotations, began)) {
        writeAll(rotation());
      } else {
        write(writes.next());
      }
      pause(PAUSE_MILLIS);
    }
  }

  private void writePlain() throws InterruptedException {
    for (long turn = 0; !isOver(); turn++) {
      String name = "since-" + turn % STANDBY_OBJECTS;
      write(List.of(Txn.put(key("chaos", name), value("chaos", name, turn))));
      pause(PAUSE_MILLIS);
    }
  }

  private boolean isOver() {
    return stopped.get() || fenced.get();
  }

  private static boolean isDue(Deque<Duration> times, long began) {
    Duration next = times.peek();
    boolean due = next != null && System.nanoTime() - began >= next.toNanos();
    if (due) {
      times.remove();
    }
    return due;
  }

  private void writeAll(List<List<Txn.Write>> txns) throws InterruptedException {
    for (List<Txn.Write> txn : txns) {
      write(txn);
    }
  }

  /** Nobody else writes the source, so what is read stays true until it is written. */
  private List<List<Txn.Write>> rotation() throws InterruptedException {
    while (!isOver()) {
      try {
        return SourceWrites.rotation(source, turnKey("chaos"));
      } catch (EtcdException notNow) {
        pause(PAUSE_MILLIS);
      }
    }
    return List.of();
  }

  private void writeTarget() throws InterruptedException {
    Random random = new Random(plan.seed());
    for (int turn = 0; !stopped.get(); turn++) {
      if (turn % DRIFT_EVERY == DRIFT_EVERY - 1) {
        drift(turn / DRIFT_EVERY);
      }
      Bytes key = ownKey("own-" + random.nextInt(STANDBY_OBJECTS));
      boolean delete = random.nextInt(5) == 0;
      Bytes value = value(OWN, key.sha256().substring(0, 8), random.nextLong());
      // Until it is acknowledged nobody knows which of the two is there.
      standbyOwn.remove(key);
      Txn.Write write = delete ? Txn.delete(key) : Txn.put(key, value);
      if (toTarget.write(List.of(write), abandoned).isPresent() && !delete) {
        standbyOwn.put(key, value);
      }
      pause(STANDBY_PAUSE_MILLIS);
    }
  }

  /** Repaired soon; but whoever switches over has to wait for that, and a failover does not. */
  private void drift(int turn) throws InterruptedException {
    Optional<Txn.Write> write =
        plan.ending() == Ending.STAYS ? writes.drift(turn) : Optional.empty();
    if (write.isPresent()) {
      toTarget.write(List.of(write.get()), abandoned);
    }
  }

  private void pause(int millis) throws InterruptedException {
    if (new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("nobody counts that down");
    }
  }

  /** A switchover refuses a standby that has of its own what is in scope. */
  private Bytes ownKey(String name) {
    return plan.ending() == Ending.SWITCHOVER
        ? Bytes.utf8("/registry/events/" + OWN + "/" + name)
        : key(OWN, name);
  }

  private static Bytes turnKey(String namespace) {
    return key(namespace, "turn");
  }

  private static Bytes turn(long number) {
    return value("chaos", "turn", number);
  }

  static Bytes key(String namespace, String name) {
    return Bytes.utf8("/registry/configmaps/" + namespace + "/" + name);
  }

  static Bytes value(String namespace, String name, long content) {
    return Bytes.utf8(
        ("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%1$s\","
                + "\"namespace\":\"%2$s\",\"uid\":\"uid-of-%2$s-%1$s\"},"
                + "\"data\":{\"content\":\"%3$d\"}}")
            .formatted(name, namespace, content));
  }

  /** What is under way is given up. */
  @Override
  public void close() {
    stopped.set(true);
    fenced.set(true);
    abandoned.set(true);
    source.close();
    target.close();
  }
}
