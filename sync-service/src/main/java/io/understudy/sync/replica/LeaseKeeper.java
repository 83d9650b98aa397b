package io.understudy.sync.replica;

import io.understudy.core.mirror.Leadership;
import io.understudy.core.port.EtcdException;
import io.understudy.sync.status.ReplicaObserver;
import java.time.Duration;

/**
 * Renews the leader's lease on a thread of its own, so that a long walk does not cost the lease.
 */
final class LeaseKeeper implements Runnable {

  private final Leadership leadership;
  private final Duration interval;
  private final StopSignal stop;
  private final ReplicaObserver observer;

  LeaseKeeper(Leadership leadership, Duration interval, StopSignal stop, ReplicaObserver observer) {
    this.leadership = leadership;
    this.interval = interval;
    this.stop = stop;
    this.observer = observer;
  }

  @Override
  public void run() {
    while (!stop.isSet()) {
      Duration pause = interval;
      try {
        leadership.keepAlive();
      } catch (EtcdException failure) {
        observer.retried("renewal of the leader lease", String.valueOf(failure.getMessage()));
        // A lost call must not cost the lease: there is time for another before it runs out.
        pause = interval.dividedBy(4);
      }
      stop.pause(pause);
    }
  }
}
