package io.understudy.testkit;

import io.understudy.testkit.FaultLink.Way;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** What is wrong with a {@link FaultLink} now, and the gate where its bytes wait for it to pass. */
final class LinkFaults {

  /** What is wrong with one direction. */
  private static final class Of {
    private long delayNanos;
    private long bytesPerSecond;
    private boolean stalled;
    private boolean cut;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Way, Of> ways = new EnumMap<>(Way.class);
  private boolean cut;
  private boolean holding;
  private volatile FaultLink.Inspector inspector = (toServer, bytes) -> true;

  LinkFaults() {
    for (Way way : Way.values()) {
      ways.put(way, new Of());
    }
  }

  void inspect(FaultLink.Inspector next) {
    inspector = next;
  }

  boolean passes(Way way, byte[] bytes) {
    return inspector.passes(way == Way.TO_SERVER, bytes);
  }

  private void set(Runnable change) {
    lock.lock();
    try {
      change.run();
      // Bytes that wait look again.
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void cut() {
    set(() -> cut = true);
  }

  void cut(Way way) {
    set(() -> of(way).cut = true);
  }

  void stall(Way way) {
    set(() -> of(way).stalled = true);
  }

  void delay(Way way, Duration delay) {
    set(() -> of(way).delayNanos = delay.toNanos());
  }

  void throttle(Way way, long rate) {
    set(() -> of(way).bytesPerSecond = rate);
  }

  void hold(boolean hold) {
    set(() -> holding = hold);
  }

  /** All but a hold. */
  void heal() {
    set(
        () -> {
          cut = false;
          ways.replaceAll((way, faults) -> new Of());
        });
  }

  private Of of(Way way) {
    return Objects.requireNonNull(ways.get(way));
  }

  private <T> T now(Supplier<T> state) {
    lock.lock();
    try {
      return state.get();
    } finally {
      lock.unlock();
    }
  }

  boolean isCut() {
    return now(() -> cut);
  }

  /** The direction that is cut, if one is. */
  Optional<Way> cutOneWay() {
    return now(() -> ways.keySet().stream().filter(way -> of(way).cut).findFirst());
  }

  boolean isHolding() {
    return now(() -> holding);
  }

  /** Waits until bytes that came at {@code arrivedNanos} may go on. */
  void awaitPassage(Way way, long arrivedNanos) throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        long early = arrivedNanos + of(way).delayNanos - System.nanoTime();
        if (of(way).stalled || holding && way == Way.TO_SERVER) {
          changed.await();
        } else if (early > 0) {
          changed.awaitNanos(early);
        } else {
          return;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits as long as this many bytes take at the rate set. */
  void pace(Way way, int bytes) throws InterruptedException {
    long start = System.nanoTime();
    lock.lock();
    try {
      while (of(way).bytesPerSecond > 0) {
        long due = start + bytes * TimeUnit.SECONDS.toNanos(1) / of(way).bytesPerSecond;
        long left = due - System.nanoTime();
        if (left <= 0) {
          return;
        }
        changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
