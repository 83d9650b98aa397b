package io.understudy.testkit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What is wrong with a {@link FaultLink} now, and the gate where its bytes wait for it to pass. */
final class LinkFaults {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long delayNanos;
  private long bytesPerSecond;
  private boolean cut;
  private boolean stalled;
  private boolean holding;
  private boolean mute;
  private volatile FaultLink.Inspector inspector = (toServer, bytes) -> true;

  void inspect(FaultLink.Inspector next) {
    inspector = next;
  }

  boolean passes(boolean toServer, byte[] bytes) {
    return inspector.passes(toServer, bytes);
  }

  /** Sets faults; bytes that wait look again. */
  void set(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void cut() {
    set(() -> cut = true);
  }

  void stall() {
    set(() -> stalled = true);
  }

  void mute() {
    set(() -> mute = true);
  }

  void delay(Duration delay) {
    set(() -> delayNanos = delay.toNanos());
  }

  void throttle(long rate) {
    set(() -> bytesPerSecond = rate);
  }

  void hold(boolean hold) {
    set(() -> holding = hold);
  }

  /** All but a hold. */
  void heal() {
    set(
        () -> {
          cut = false;
          stalled = false;
          mute = false;
          delayNanos = 0;
          bytesPerSecond = 0;
        });
  }

  boolean isCut() {
    lock.lock();
    try {
      return cut;
    } finally {
      lock.unlock();
    }
  }

  boolean isHolding() {
    lock.lock();
    try {
      return holding;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until bytes that came at {@code arrivedNanos} may go on. */
  void awaitPassage(boolean toServer, long arrivedNanos) throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        long early = arrivedNanos + delayNanos - System.nanoTime();
        if (stalled || (toServer ? holding : mute)) {
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
  void pace(int bytes) throws InterruptedException {
    long start = System.nanoTime();
    lock.lock();
    try {
      while (bytesPerSecond > 0) {
        long due = start + bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
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
