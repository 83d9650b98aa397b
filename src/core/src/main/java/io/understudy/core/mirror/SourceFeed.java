package io.understudy.core.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.Revision;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The source's revisions, one after the other, none missing. The whole keyspace is watched, in
 * which revisions are dense, so a hole is lost data. A stream that breaks is opened anew from the
 * revision after the last one taken.
 */
final class SourceFeed implements AutoCloseable {

  private final RunContext context;
  private final SourceWitness witness;
  private WatchStream stream;
  private long taken;
  private Instant lastHeard;
  private int failuresInARow;

  /**
   * @param source who is followed
   * @param taken the revision after which to begin
   */
  SourceFeed(RunContext context, Checkpoint.SourceId source, long taken) {
    this.context = context;
    this.witness = new SourceWitness(context, source);
    this.taken = taken;
    this.stream = context.source().watch(KeyRange.ALL, taken + 1);
    this.lastHeard = context.timing().now();
  }

  /** The last revision handed out. */
  long taken() {
    return taken;
  }

  /**
   * Whether the next revisions should be taken before anything else, lest the source cut us off.
   */
  boolean isPressing() {
    return stream.isFull();
  }

  /**
   * The next revision, or null if none came in time.
   *
   * @throws Interrupted.HistoryLost if it is compacted away, or one is missing
   */
  @Nullable Revision next(Duration patience) {
    Message message = stream.next(patience);
    return switch (message) {
      case Message.Changed changed -> accept(changed.revision());
      case Message.Progress progress -> {
        heard();
        yield null;
      }
      case Message.Idle idle -> {
        reopenIfStalled();
        yield null;
      }
      case Message.Compacted compacted ->
          throw new Interrupted.HistoryLost(
              "the source has compacted revision "
                  + (taken + 1)
                  + ", its oldest is "
                  + compacted.oldest());
      case Message.Ended ended -> {
        afterEnd(ended.cause());
        yield null;
      }
    };
  }

  @Override
  public void close() {
    stream.close();
  }

  private Revision accept(Revision revision) {
    if (revision.number() != taken + 1) {
      context.observer().hole(taken + 1, revision.number());
      throw new Interrupted.HistoryLost(
          "the source's watch skipped from revision " + taken + " to " + revision.number());
    }
    taken = revision.number();
    witness.saw(revision);
    heard();
    return revision;
  }

  private void afterEnd(EtcdException cause) {
    if (cause.kind() == EtcdException.Kind.DENIED || cause.kind() == EtcdException.Kind.INVALID) {
      throw cause;
    }
    context.observer().retried("watch of the source", String.valueOf(cause.getMessage()));
    pauseBeforeReopening();
    reopen();
  }

  private void heard() {
    lastHeard = context.timing().now();
    failuresInARow = 0;
  }

  /** A silent stream may be a dead one: the source's revision tells. */
  private void reopenIfStalled() {
    Instant now = context.timing().now();
    if (now.isBefore(lastHeard.plus(context.limits().stall()))) {
      return;
    }
    lastHeard = now;
    long revision = SourceRevision.read(context);
    if (revision > taken) {
      context.observer().retried("watch of the source", "silent although the source has moved on");
    }
    if (revision != taken) {
      reopen();
    }
  }

  /**
   * A source that was restored meanwhile is behind what was taken from it, or has come past it on
   * another way; a watch would not notice.
   */
  private void reopen() {
    witness.check(taken);
    stream.close();
    stream = context.source().watch(KeyRange.ALL, taken + 1);
    lastHeard = context.timing().now();
  }

  private void pauseBeforeReopening() {
    int doublings = Math.min(failuresInARow++, 6);
    context.timing().pause(context.limits().retryPause().multipliedBy(1L << doublings));
  }
}
