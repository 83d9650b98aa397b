package io.understudy.testkit.sim;

import io.understudy.core.port.Etcd;
import io.understudy.core.port.ForwardingEtcd;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.WatchStream;
import java.time.Duration;

/** A connection of a mirror that does not look well who answers. */
final class Credulous extends ForwardingEtcd {

  private final boolean pins;

  private Credulous(Etcd behind, boolean pins) {
    super(behind);
    this.pins = pins;
  }

  /** Takes whatever any cluster answers. */
  static Etcd ofWhoAnswers(Etcd etcd) {
    return new Credulous(etcd, false);
  }

  /** Takes every stream for whole until it reads its end. */
  static Etcd ofBrokenStreams(Etcd etcd) {
    return new Credulous(etcd, true);
  }

  @Override
  public Etcd pinnedTo(long clusterId) {
    return pins ? new Credulous(behind().pinnedTo(clusterId), true) : this;
  }

  @Override
  public WatchStream watch(KeyRange range, long fromRevision) {
    WatchStream stream = super.watch(range, fromRevision);
    return pins ? new Whole(stream) : stream;
  }

  private record Whole(WatchStream stream) implements WatchStream {

    @Override
    public Message next(Duration patience) {
      return stream.next(patience);
    }

    @Override
    public boolean isFull() {
      return stream.isFull();
    }

    @Override
    public boolean stands() {
      return true;
    }

    @Override
    public void close() {
      stream.close();
    }
  }
}
