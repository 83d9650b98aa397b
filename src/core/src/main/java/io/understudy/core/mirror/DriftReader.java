package io.understudy.core.mirror;

import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows the target's history for the {@link DriftLog}. */
final class DriftReader implements AutoCloseable {

  private static final int MESSAGES_AT_ONCE = 1_000;
  private static final int CATCH_UP_WAITS = 50;
  private static final int MOST_DOUBLINGS = 6;

  private final RunContext context;
  private final DriftLog log;
  private @Nullable WatchStream stream;
  private int failuresInARow;
  private long reopenAt;
  private long lastHeard;
  private boolean gap;

  DriftReader(RunContext context, DriftLog log) {
    this.context = context;
    this.log = log;
    this.lastHeard = context.timing().nanos();
  }

  /** Whether some of the history could not be read, so that only a whole comparison knows. */
  boolean hasGap() {
    return gap;
  }

  /** What was written meanwhile, by the mirror itself above all, is not worth reading. */
  void leaveGap() {
    gap = true;
    log.gap();
    close();
  }

  /** Reads on from the given target revision; a comparison finds out what was in the gap. */
  void jumpTo(long revision) {
    close();
    log.skipTo(revision);
    gap = false;
  }

  /**
   * Tries to read what was left out after all, from the last revision for which the list is known
   * to be true. Replaying changes that it already holds leaves it as it is.
   */
  void rewindTo(long revision) {
    close();
    log.rewindTo(revision);
    gap = false;
  }

  /**
   * Takes in what is there. A watch that shows nothing for long, not even what the mirror itself
   * wrote, is a dead one and opened anew.
   *
   * @param committed target revision of the mirror's last Txn
   * @throws EtcdException if the account may not read the target's history
   */
  void poll(RegistryIndex index, long committed) {
    for (int i = 0; i < MESSAGES_AT_ONCE && !gap; i++) {
      if (!next(Duration.ZERO, index)) {
        break;
      }
    }
    long now = context.timing().nanos();
    if (log.readTo() >= committed) {
      lastHeard = now;
    } else if (stream != null && now - lastHeard >= context.limits().stall().toNanos()) {
      context.observer().retried("watch of the target", "silent although the mirror has written");
      close();
      lastHeard = now;
    }
  }

  /**
   * Reads up to the given target revision, or finds a gap.
   *
   * @throws EtcdException if the target shows nothing of it for long
   */
  void catchUp(long revision, RegistryIndex index) {
    int waits = 0;
    while (!gap && log.readTo() < revision) {
      waits = next(context.limits().patience(), index) ? 0 : waits + 1;
      if (waits > CATCH_UP_WAITS) {
        throw new EtcdException(
            EtcdException.Kind.UNAVAILABLE,
            "target: its history from revision " + log.readTo() + " on could not be read in time");
      }
    }
  }

  @Override
  public void close() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }

  private boolean next(Duration patience, RegistryIndex index) {
    if (stream == null && failuresInARow > 0 && !mayReopen(patience)) {
      return false;
    }
    if (stream == null) {
      stream = context.target().watch(KeyRange.ALL, log.readTo() + 1);
      lastHeard = context.timing().nanos();
    }
    return switch (stream.next(patience)) {
      case Message.Changed changed -> {
        List<Drift> drift = log.read(changed.revision(), index, context.timing().now());
        drift.forEach(context.observer()::drift);
        heard();
        yield true;
      }
      case Message.Progress progress -> {
        heard();
        yield true;
      }
      case Message.Idle idle -> false;
      case Message.Compacted compacted -> {
        leaveGap();
        yield false;
      }
      case Message.Ended ended -> {
        ended(ended.cause());
        yield false;
      }
    };
  }

  private void heard() {
    failuresInARow = 0;
    lastHeard = context.timing().nanos();
  }

  /** The tail is not held up by the pause: it comes again. */
  private boolean mayReopen(Duration patience) {
    long early = reopenAt - context.timing().nanos();
    if (early > 0 && !patience.isZero()) {
      context.timing().pause(Duration.ofNanos(Math.min(early, patience.toNanos())));
      early = reopenAt - context.timing().nanos();
    }
    return early <= 0;
  }

  private void ended(EtcdException cause) {
    if (cause.kind() == EtcdException.Kind.DENIED || cause.kind() == EtcdException.Kind.INVALID) {
      close();
      throw unreadable(cause);
    }
    context.observer().retried("watch of the target", String.valueOf(cause.getMessage()));
    close();
    int doublings = Math.min(failuresInARow++, MOST_DOUBLINGS);
    reopenAt = context.timing().nanos() + (context.limits().retryPause().toNanos() << doublings);
  }

  /** Without it the marks of the mirror's own revisions would never go. */
  private static EtcdException unreadable(EtcdException cause) {
    return new EtcdException(
        cause.kind(),
        "the target's history cannot be read, for which its user needs the right to read the whole"
            + " keyspace (docs/etcd-roles.md): "
            + cause.getMessage(),
        cause);
  }
}
