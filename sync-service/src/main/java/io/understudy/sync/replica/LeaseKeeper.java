package io.understudy.sync.replica;

import io.understudy.core.mirror.Leadership;
import io.understudy.core.port.EtcdException;
import io.understudy.sync.status.ReplicaObserver;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Renews the leader's lease on a thread of its own, so that a long walk does not cost the lease.
 */
final class LeaseKeeper implements Runnable {

  private static final String WHAT = "renewal of the leader lease";
  private static final Logger LOG = Logger.getLogger(LeaseKeeper.class);

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
        observer.retried(WHAT, String.valueOf(failure.getMessage()));
        pause = soon();
      } catch (RuntimeException defect) {
        LOG.error("A defect ended a renewal of the leader lease; it is tried again", defect);
        observer.retried(WHAT, "a defect, see the log: " + defect.getClass().getSimpleName());
        pause = soon();
      }
      stop.pause(pause);
    }
  }

  /** A lost call must not cost the lease: there is time for another before it runs out. */
  private Duration soon() {
    return interval.dividedBy(4);
  }
}
