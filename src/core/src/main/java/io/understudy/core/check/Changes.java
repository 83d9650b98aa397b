package io.understudy.core.check;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads from an etcd's history which keys changed between two revisions. */
final class Changes {

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int SILENCES = 3;

  /** Beyond it a listing of all keys is likely to be less. */
  private static final long MOST_REVISIONS = 20_000;

  private final int mostKeys;

  /**
   * @param mostKeys more are not kept
   */
  Changes(int mostKeys) {
    this.mostKeys = mostKeys;
  }

  /**
   * Keys put or deleted after {@code from}, up to {@code to}. The whole keyspace is watched, in
   * which revisions are dense, so that none can be missing.
   *
   * @return null if history cannot tell: it is compacted, too long, or not to be read
   */
  @Nullable Set<Bytes> between(Etcd etcd, long from, long to, Meter meter) {
    if (to - from > MOST_REVISIONS) {
      return null;
    }
    Set<Bytes> keys = new HashSet<>();
    if (from == to) {
      return keys;
    }
    try (WatchStream stream = etcd.watch(KeyRange.ALL, from + 1)) {
      return read(stream, from, to, keys, meter) ? keys : null;
    }
  }

  private boolean read(WatchStream stream, long from, long to, Set<Bytes> keys, Meter meter) {
    long taken = from;
    int silences = 0;
    while (taken < to) {
      switch (stream.next(PATIENCE)) {
        case Message.Changed changed -> {
          if (changed.revision().number() != taken + 1) {
            return false;
          }
          taken++;
          silences = 0;
          take(changed.revision(), keys, meter);
        }
        case Message.Progress progress -> silences = 0;
        case Message.Idle idle -> silences++;
        case Message.Compacted compacted -> {
          return false;
        }
        case Message.Ended ended -> {
          return false;
        }
      }
      if (silences >= SILENCES || keys.size() > mostKeys) {
        return false;
      }
    }
    return true;
  }

  private static void take(Revision revision, Set<Bytes> keys, Meter meter) {
    List<KeyValue> puts = new ArrayList<>();
    for (Revision.Change change : revision.changes()) {
      keys.add(change.key());
      if (change instanceof Revision.Change.Put put) {
        puts.add(put.after());
      }
    }
    meter.read(puts);
  }
}
