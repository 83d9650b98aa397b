package io.understudy.monitor;

import io.understudy.core.port.Etcd;
import io.understudy.core.port.ForwardingEtcd;
import io.understudy.core.port.Page;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Checks go first: while one runs, what reads whole registries beside it pauses before each of its
 * pages. It never waits for a check to end, so nothing starves. Safe for use by several threads.
 */
public final class Precedence {

  private final Duration pause;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition free = lock.newCondition();
  private int running;

  /**
   * @param pause before a page while a check runs, at most
   */
  public Precedence(Duration pause) {
    this.pause = pause;
  }

  /** Does this as a check, with precedence. */
  public <T> T during(Supplier<T> check) {
    count(1);
    try {
      return check.get();
    } finally {
      count(-1);
    }
  }

  /** The same etcd, whose ranges come after a pause while a check runs. */
  public Etcd behind(Etcd etcd) {
    return new Behind(etcd, this);
  }

  private void count(int change) {
    lock.lock();
    try {
      running += change;
      if (running == 0) {
        free.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** An interrupted thread goes on at once; what it calls next says so. */
  private void giveWay() {
    lock.lock();
    try {
      long nanos = pause.toNanos();
      while (running > 0 && nanos > 0) {
        nanos = free.awaitNanos(nanos);
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private static final class Behind extends ForwardingEtcd {

    private final Precedence precedence;

    Behind(Etcd etcd, Precedence precedence) {
      super(etcd);
      this.precedence = precedence;
    }

    @Override
    public Etcd pinnedTo(long clusterId) {
      return new Behind(behind().pinnedTo(clusterId), precedence);
    }

    @Override
    public Pending<Page> range(RangeQuery query) {
      precedence.giveWay();
      return super.range(query);
    }

    /** It is somebody else's to close. */
    @Override
    public void close() {
      // Nothing of it is owned here.
    }
  }
}
