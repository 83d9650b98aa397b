package io.understudy.testkit.replay;

import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.Revision;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * All that ever happened in one etcd.
 *
 * @param revisions whole revisions in ascending order, from the first on
 */
public record History(List<Revision> revisions) {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  public History {
    revisions = List.copyOf(revisions);
    for (int i = 1; i < revisions.size(); i++) {
      if (revisions.get(i).number() != revisions.get(i - 1).number() + 1) {
        throw new IllegalArgumentException(
            "revision %d follows %d: history has a hole"
                .formatted(revisions.get(i).number(), revisions.get(i - 1).number()));
      }
    }
  }

  /**
   * Reads it up to the revision that the etcd is at now.
   *
   * @throws IllegalStateException if it is compacted, or does not come
   */
  public static History of(Etcd etcd) {
    return new History(List.of()).continued(etcd);
  }

  /**
   * This history with what has happened in the same etcd since; what was read before may be
   * compacted by now.
   *
   * @throws IllegalStateException if what follows is compacted, or does not come
   */
  public History continued(Etcd etcd) {
    long last = etcd.status().revision();
    List<Revision> all = new ArrayList<>(revisions);
    long reached = lastRevision();
    try (WatchStream stream = etcd.watch(KeyRange.ALL, reached + 1)) {
      while (reached < last) {
        switch (stream.next(PATIENCE)) {
          case Message.Changed changed -> {
            all.add(changed.revision());
            reached = changed.revision().number();
          }
          case Message.Progress progress -> reached = Math.max(reached, progress.revision());
          case Message.Idle idle ->
              throw new IllegalStateException("no more after revision " + reached + " of " + last);
          case Message.Compacted compacted ->
              throw new IllegalStateException("compacted up to " + compacted.oldest());
          case Message.Ended ended -> throw ended.cause();
        }
      }
    }
    return new History(all);
  }

  /** 1 if nothing ever happened: where a new etcd is. */
  public long lastRevision() {
    return revisions.isEmpty() ? 1 : revisions.getLast().number();
  }
}
