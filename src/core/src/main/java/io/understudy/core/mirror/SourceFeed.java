package io.understudy.core.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Revision;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The source's revisions, one after the other, none missing. Where the whole keyspace is watched
 * revisions are dense, so a hole is lost data. Where a part is, the others do not come; while that
 * part is idle its revision moves on by {@link IdleProof}. A stream that breaks is opened anew from
 * the revision after the last one taken.
 */
final class SourceFeed implements AutoCloseable {

  /** Of its time it spends at most one part in so many in proofs of idleness. */
  private static final int PROOF_SHARE = 10;

  private final RunContext context;
  private final NewestKeys newest = new NewestKeys();
  private final SourceWitness witness;
  private final SourceReach reach;
  private WatchStream stream;

  /** Whether it was who is followed that opened the stream. */
  private boolean confirmed;

  private long taken;
  private long lastHeard;
  private int failuresInARow;
  private long proofNotBefore;

  /**
   * @param context whose source is pinned to who is followed
   * @param source who is followed
   * @param taken the revision after which to begin
   */
  SourceFeed(RunContext context, Checkpoint.SourceId source, SourceReach reach, long taken) {
    this.context = context;
    this.witness = new SourceWitness(context, source, newest);
    this.reach = reach;
    this.taken = taken;
    this.stream = context.source().watch(reach.range(), taken + 1);
    this.lastHeard = context.timing().nanos();
    this.proofNotBefore = lastHeard;
  }

  SourceReach reach() {
    return reach;
  }

  /** As of {@link #taken}. Who walks the source tells it what was there before. */
  NewestKeys newest() {
    return newest;
  }

  /** Who is followed, with the highest raft term that was seen of it. */
  Checkpoint.SourceId source() {
    return witness.known();
  }

  /**
   * Requires that who answers is who is followed, before anything is done.
   *
   * @throws Interrupted.Doubted if that is not certain
   * @throws Interrupted.OtherLife if the source was restored meanwhile
   */
  void confirmOpened() {
    boolean stands = stream.stands();
    witness.confirmOpened(taken);
    confirmed |= stands;
  }

  /**
   * Requires that who answers is who is followed, before the target is called equal to it.
   *
   * @throws Interrupted.Doubted if another source answers
   * @throws Interrupted.OtherLife if the source was restored meanwhile
   */
  void confirmWalked() {
    witness.confirmWalked(taken);
  }

  /**
   * Requires that what was just read came from who is followed. It did if the watch stands that
   * somebody looked at since it was opened; else who answers now is judged.
   *
   * @throws Interrupted.Doubted if another source answers
   * @throws Interrupted.OtherLife if the source was restored meanwhile
   */
  void requireFollowed() {
    boolean stands = stream.stands();
    if (!stands || !confirmed) {
      witness.check(taken);
      confirmed |= stands;
    }
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
   * The next revision, or null if none came in time. One without changes says only that what is
   * within reach is the same there.
   *
   * @throws Interrupted.HistoryLost if it is compacted away, or one is missing
   * @throws Interrupted.OtherLife if the source was restored meanwhile
   */
  @Nullable Revision next(Duration patience) {
    witness.lookIfDue();
    Message message = stream.next(patience);
    return switch (message) {
      case Message.Changed changed -> accept(changed.revision());
      case Message.Progress progress -> {
        heard();
        yield null;
      }
      case Message.Idle idle -> afterSilence();
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

  private @Nullable Revision accept(Revision revision) {
    if (!reach.isWhole() && revision.number() <= taken) {
      // Proven to have left no trace before it came.
      return null;
    }
    if (reach.isWhole() && revision.number() != taken + 1) {
      context.observer().hole(taken + 1, revision.number());
      throw new Interrupted.HistoryLost(
          "the source's watch skipped from revision " + taken + " to " + revision.number());
    }
    if (!confirmed) {
      // It was asked for of who is followed; who opened it in the end is known only now.
      witness.check(taken);
      confirmed = true;
    }
    taken = revision.number();
    newest.saw(revision);
    heard();
    return revision;
  }

  private void afterEnd(EtcdException cause) {
    switch (cause.kind()) {
      case DENIED, INVALID, OTHER_CLUSTER -> throw cause;
      default -> {}
    }
    context.observer().retried("watch of the source", String.valueOf(cause.getMessage()));
    pauseBeforeReopening();
    reopen();
  }

  private void heard() {
    lastHeard = context.timing().nanos();
    failuresInARow = 0;
  }

  /** A silent stream may be a dead one: the source's revision tells. */
  private @Nullable Revision afterSilence() {
    long now = context.timing().nanos();
    if (now - lastHeard < context.limits().stall().toNanos()) {
      return null;
    }
    lastHeard = now;
    long revision = SourceRevision.read(context);
    boolean mayProve = !reach.isWhole() && now - proofNotBefore >= 0;
    if (revision > taken && mayProve && isSameAt(revision)) {
      requireFollowed();
      taken = revision;
      return new Revision(revision, List.of());
    }
    if (revision > taken) {
      context.observer().retried("watch of the source", "silent although the source has moved on");
    }
    if (revision != taken) {
      reopen();
    }
    return null;
  }

  private boolean isSameAt(long revision) {
    long began = context.timing().nanos();
    boolean same = new IdleProof(context, reach.range()).isSame(taken, revision);
    long ended = context.timing().nanos();
    proofNotBefore = ended + (ended - began) * PROOF_SHARE;
    return same;
  }

  /**
   * A source that was restored meanwhile is behind what was taken from it, or has come past it on
   * another way; a watch would not notice.
   */
  private void reopen() {
    witness.check(taken);
    stream.close();
    stream = context.source().watch(reach.range(), taken + 1);
    confirmed = false;
    lastHeard = context.timing().nanos();
  }

  private void pauseBeforeReopening() {
    int doublings = Math.min(failuresInARow++, 6);
    context.timing().backOff(context.limits().retryPause().multipliedBy(1L << doublings));
  }
}
