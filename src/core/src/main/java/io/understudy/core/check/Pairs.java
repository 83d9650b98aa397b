package io.understudy.core.check;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.mirror.MirroredUnder;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyValue;
import java.util.List;

/** Finds revisions of both sides that belong together, or says why there are none. */
final class Pairs {

  private final CheckContext context;

  Pairs(CheckContext context) {
    this.context = context;
  }

  /**
   * The newest pair. The answer to one read gives both: the checkpoint, and the revision at which
   * it stands there.
   *
   * @throws CannotTellException if the target claims no equality now
   */
  Pair newest() {
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
    Checkpoint checkpoint = read(stored);
    requireClaim(checkpoint);
    requireSameSource(checkpoint);
    requireSameRules(checkpoint);
    return new Pair(checkpoint, found.revision());
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
    if (source.revision() < checkpoint.watermark()) {
      throw new CannotTellException(
          "the source is at revision "
              + source.revision()
              + ", behind the watermark "
              + checkpoint.watermark()
              + ": it was restored, and sync-service's status says what to do",
          false);
    }
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
