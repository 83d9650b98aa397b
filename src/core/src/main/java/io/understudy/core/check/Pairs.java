package io.understudy.core.check;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.mirror.MirroredUnder;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.RegistryKeys;
import java.time.Duration;
import java.util.List;

/** Finds revisions of both sides that belong together, or says why there are none. */
final class Pairs {

  private final CheckContext context;

  Pairs(CheckContext context) {
    this.context = context;
  }

  /**
   * The newest pair. A moment between two parts of a source revision is waited out.
   *
   * @throws CannotTellException if the target claims no equality now
   */
  Pair newest() {
    Pair pair = read();
    Duration pause = context.limits().retryPause();
    for (int tried = 1; isBetweenParts(pair) && tried < context.limits().retries(); tried++) {
      context.timing().backOff(pause);
      pause = pause.multipliedBy(2);
      pair = read();
    }
    requireClaim(pair.checkpoint());
    requireSameSource(pair.checkpoint());
    requireSameRules(pair.checkpoint());
    return pair;
  }

  /** The answer to one read gives both: the checkpoint, and the revision at which it is there. */
  private Pair read() {
    Bytes key = context.keys().checkpoint();
    Found found = context.patiently(() -> context.target().get(List.of(key), 0).await());
    KeyValue stored = found.keys().get(key);
    if (stored == null) {
      throw new CannotTellException(
          "the target has no checkpoint ("
              + key
              + "): nothing was mirrored there yet, or the site was promoted; start sync-service,"
              + " or compare with the site that mirrors from this one",
          false);
    }
    return new Pair(read(stored), found.revision());
  }

  private static boolean isBetweenParts(Pair pair) {
    return pair.checkpoint().phase() == Checkpoint.Phase.TAIL && pair.checkpoint().inParts();
  }

  private static Checkpoint read(KeyValue stored) {
    try {
      return Checkpoint.fromJson(stored.value());
    } catch (CorruptRecordException bad) {
      throw new CannotTellException(
          "the checkpoint "
              + stored.key()
              + " cannot be read ("
              + bad.getMessage()
              + "); mend or delete it as sync-service's status says",
          false);
    }
  }

  private static void requireClaim(Checkpoint checkpoint) {
    if (checkpoint.phase() != Checkpoint.Phase.TAIL) {
      String what = checkpoint.phase() == Checkpoint.Phase.COPY ? "first copy" : "resync";
      throw new CannotTellException(
          "a " + what + " goes on, and until it ends the target claims nothing; ask again later",
          true);
    }
    if (checkpoint.inParts()) {
      throw new CannotTellException(
          "the target is between the parts of one source revision; ask again in a moment", true);
    }
  }

  private void requireSameSource(Checkpoint checkpoint) {
    EtcdStatus source = context.patiently(() -> context.source().askStatus().await());
    if (source.clusterId() != checkpoint.source().clusterId()) {
      throw new CannotTellException(
          "the source's cluster id is "
              + Long.toHexString(source.clusterId())
              + ", the target was mirrored from "
              + Long.toHexString(checkpoint.source().clusterId())
              + "; correct understudy.source.endpoints",
          false);
    }
    if (source.revision() >= checkpoint.watermark()) {
      return;
    }
    // A member's own word for its revision may be late; this read waits until it has caught up.
    long revision = context.patiently(this::readRevision);
    if (revision < checkpoint.watermark()) {
      throw new CannotTellException(
          "the source is at revision "
              + revision
              + ", behind the watermark "
              + checkpoint.watermark()
              + ": it was restored, and sync-service's status says what to do",
          false);
    }
  }

  private long readRevision() {
    return context.source().get(List.of(RegistryKeys.PREFIX), 0).await().revision();
  }

  private void requireSameRules(Checkpoint checkpoint) {
    MirroredUnder under = MirroredUnder.of(checkpoint.rules());
    if (!under.rules().equals(context.classifier().rules().digest())) {
      throw new CannotTellException(
          "the target was mirrored under other rules than this service has; give both the same"
              + " understudy.scope.* (after a change, sync-service needs a moment)",
          true);
    }
    if (!under.encryptionKeys().equals(context.classifier().encryptionDigest())) {
      throw new CannotTellException(
          "sync-service reads encrypted values with other keys than this service; give both the"
              + " same understudy.source.encryption-config-file and ...target...",
          true);
    }
  }
}
