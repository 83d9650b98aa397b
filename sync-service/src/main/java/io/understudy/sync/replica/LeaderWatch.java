package io.understudy.sync.replica;

import io.understudy.core.mirror.Leadership;
import io.understudy.core.mirror.Leadership.Attempt;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Waits while another leads. A watch of the leader's key says at once that it is gone; as a watch
 * can die in silence, the wait ends now and then anyway, for the key to be read.
 */
final class LeaderWatch implements AutoCloseable {

  /** So long a stop may go unnoticed. */
  private static final Duration STEP = Duration.ofMillis(100);

  private final Leadership leadership;
  private final StopSignal stop;
  private final Duration readInterval;
  private @Nullable WatchStream stream;

  /**
   * @param readInterval the longest wait
   */
  LeaderWatch(Leadership leadership, StopSignal stop, Duration readInterval) {
    this.leadership = leadership;
    this.stop = stop;
    this.readInterval = readInterval;
  }

  /** Returns when the leader's key has changed, it is time to read it, or the replica stops. */
  void await(Attempt.Following following) {
    Deadline end = Deadline.in(readInterval, stop);
    WatchStream watch = stream == null ? open(following.revision()) : stream;
    while (!stop.isSet() && !end.isOver()) {
      switch (watch.next(STEP)) {
        case Message.Changed changed -> {
          return;
        }
        case Message.Ended ended -> {
          close();
          stop.pause(STEP);
          return;
        }
        case Message.Compacted compacted -> {
          close();
          stop.pause(STEP);
          return;
        }
        case Message.Idle idle -> {}
        case Message.Progress progress -> {}
      }
    }
  }

  /** The next wait opens a new watch. */
  @Override
  public void close() {
    WatchStream open = stream;
    stream = null;
    if (open != null) {
      try {
        open.close();
      } catch (EtcdException failure) {
        // It is of no use any more, however it ends.
        return;
      }
    }
  }

  private WatchStream open(long revision) {
    WatchStream opened = leadership.watchLeader(revision);
    stream = opened;
    return opened;
  }
}
