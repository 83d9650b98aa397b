package io.understudy.core.port;

import java.time.Duration;

/**
 * The changes of a range from a revision on. Delivers whole revisions in ascending order, each
 * once; a revision that the server sent in parts has been put together.
 *
 * <p>Holds a bounded amount; when it is full the server is not asked for more, so a slow reader
 * costs no memory here but may be cut off by compaction there. It never resumes by itself: after
 * {@link Message.Compacted} or {@link Message.Ended} open a new one from the revision after the
 * last applied. One reader at a time.
 */
public interface WatchStream extends AutoCloseable {

  sealed interface Message {

    /** The next revision that touched the range. */
    record Changed(Revision revision) implements Message {}

    /** Every change up to and including this revision has been delivered. */
    record Progress(long revision) implements Message {}

    /** Nothing within the time given. */
    record Idle() implements Message {}

    /** The revision asked for is gone; the oldest that can be had is {@code oldest}. Final. */
    record Compacted(long oldest) implements Message {}

    /** The stream broke or was cancelled by the server. Final. */
    record Ended(EtcdException cause) implements Message {}
  }

  /** Waits at most {@code patience} (zero: only what is there now) for the next message. */
  Message next(Duration patience);

  /** Whether the bound is reached, so that the reader should take messages before anything else. */
  boolean isFull();

  /**
   * Whether the server has opened it and its end would be known here: not before the server's first
   * word, nor while it is full and the end may wait behind what was not asked for yet. An etcd that
   * is restored breaks its streams, so what it answered before this was true came from the life of
   * it that opened the stream.
   */
  boolean stands();

  @Override
  void close();
}
