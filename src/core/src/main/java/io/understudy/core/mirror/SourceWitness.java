package io.understudy.core.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.KeyValue;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the source that is followed, to tell whether it is still the one that answers after its
 * watch broke: it may have been restored or replaced meanwhile, and have come past the revision
 * that was reached on another way.
 */
final class SourceWitness {

  private static final Duration EVERY = Duration.ofSeconds(30);

  private final RunContext context;
  private final NewestKeys newest;
  private final Poll<EtcdStatus> looks;
  private Checkpoint.SourceId known;

  /**
   * @param newest of the source that is followed, as of the revision that was reached
   */
  SourceWitness(RunContext context, Checkpoint.SourceId known, NewestKeys newest) {
    this.context = context;
    this.known = known;
    this.newest = newest;
    this.looks = new Poll<>(context.timing(), EVERY, () -> context.source().askStatus());
  }

  /** With the highest raft term that was seen of it. */
  Checkpoint.SourceId known() {
    return known;
  }

  /**
   * Notes elections at the source, without waiting for the answer: a restored one is told by its
   * term even where it has compacted all else that tells it.
   *
   * @throws Interrupted.Doubted if another source answers, though no watch of ours broke
   */
  void lookIfDue() {
    try {
      Poll.Answer<EtcdStatus> answer = looks.take();
      if (answer != null) {
        requireSame(answer.value());
        learn(answer.value());
      }
    } catch (EtcdException e) {
      context.observer().retried("status of the source", String.valueOf(e.getMessage()));
    }
  }

  /**
   * Judges who answers after the watch broke.
   *
   * @param taken the revision that was reached
   * @throws Interrupted.Doubted if another source answers now: the checkpoint tells that, too
   * @throws Interrupted.OtherLife if the same does, in another life
   */
  void check(long taken) {
    EtcdStatus now = ask();
    requireSame(now);
    if (now.raftTerm() < known.raftTerm()) {
      throw new Interrupted.OtherLife(Sources.wentBack(known.raftTerm(), now.raftTerm()));
    }
    requireReached(now, taken);
    learn(now);
  }

  /**
   * Judges who answers while nothing has been done yet: the watch that was just opened may be one
   * of a source that was restored or replaced a moment ago, and will never break.
   *
   * @param taken the revision after which it was opened
   * @throws Interrupted.Doubted if it is not for certain who was judged before
   * @throws Interrupted.OtherLife if it is the same in another life
   */
  void confirmOpened(long taken) {
    EtcdStatus now = ask();
    requireSame(now);
    if (now.raftTerm() < known.raftTerm()) {
      throw new Interrupted.Doubted(Sources.wentBack(known.raftTerm(), now.raftTerm()));
    }
    requireReached(now, taken);
  }

  /**
   * Judges who answers when all is done, though no watch broke. A lower raft term alone says
   * nothing here: a member that lags behind may tell it, and hours of work would be lost.
   *
   * @param taken the revision that was reached
   * @throws Interrupted.Doubted if another source answers now
   * @throws Interrupted.OtherLife if the same does, in another life
   */
  void confirmWalked(long taken) {
    EtcdStatus now = ask();
    requireSame(now);
    requireReached(now, taken);
  }

  private EtcdStatus ask() {
    return context.patiently(
        "status of the source",
        () -> SourceRevision.freshest(context, context.source(), known.raftTerm()));
  }

  private void requireReached(EtcdStatus now, long taken) {
    if (now.revision() < taken) {
      throw new Interrupted.OtherLife(
          "the source is at revision "
              + now.revision()
              + " although it was at "
              + taken
              + " before: it was restored from a backup");
    }
    proveNewest(taken);
  }

  private void requireSame(EtcdStatus now) {
    if (now.clusterId() != known.clusterId()) {
      throw new Interrupted.Doubted("another source answers at the source's endpoints");
    }
  }

  /** A member that lags behind may tell a lower term; it takes nothing back. */
  private void learn(EtcdStatus now) {
    if (now.raftTerm() > known.raftTerm()) {
      known = Checkpoint.SourceId.of(now);
    }
  }

  private void proveNewest(long taken) {
    LastKey last = newest.newest();
    if (last.revision() > 0 && !isThere(last, taken)) {
      // Unless it was another that did not have it: refusals do not say whose they are.
      requireSame(ask());
      throw new Interrupted.OtherLife(
          "the source no longer has the key that it put at revision "
              + last.revision()
              + ": it was restored from a backup and has gone another way");
    }
  }

  private boolean isThere(LastKey last, long taken) {
    try {
      KeyValue found = find(last.key(), taken);
      return found != null && found.modRevision() == last.revision();
    } catch (EtcdException e) {
      return switch (e.kind()) {
        case FUTURE_REVISION -> false;
        // The watch will say so, and the source is looked at again then.
        case COMPACTED -> true;
        default -> throw e;
      };
    }
  }

  private @Nullable KeyValue find(Bytes key, long revision) {
    return context.patiently(
        "a key of the source",
        () -> context.source().get(List.of(key), revision).await().keys().get(key));
  }
}
