package io.understudy.core.explain;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.explain.Cause.WrittenOnStandby;
import io.understudy.core.explain.Cause.WrittenOnStandby.Proof;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.FieldManager;
import io.understudy.core.registry.ManagedFields;
import io.understudy.core.scope.Classifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Tells the mirror's writes from others'. Every Txn of the mirror changes one of its control
 * records, so a revision at which none changed is somebody else's.
 */
final class Authorship {

  private final Etcd target;
  private final ControlKeys keys;
  private final Classifier classifier;

  Authorship(Etcd target, ControlKeys keys, Classifier classifier) {
    this.target = target;
    this.keys = keys;
    this.classifier = classifier;
  }

  private enum Author {
    MIRROR,
    OTHER,
    /** History does not reach back so far. */
    COMPACTED
  }

  /** Who wrote what the target has now, if it was not the mirror. */
  Optional<Cause> ofTarget(Difference difference, KeyValue there, List<String> lookedAt) {
    long revision = there.modRevision();
    Optional<FieldManager> by = newManager(difference);
    Proof proof =
        switch (author(revision)) {
          case OTHER -> Proof.HISTORY;
          case MIRROR -> {
            lookedAt.add("the mirror wrote it last, at target revision " + revision);
            yield null;
          }
          case COMPACTED -> {
            lookedAt.add("who wrote it at target revision " + revision + ", which is compacted");
            yield otherProof(difference, by);
          }
        };
    if (proof == null) {
      return Optional.empty();
    }
    return Optional.of(new WrittenOnStandby(revision, false, proof, by));
  }

  /**
   * Who or what deleted what the target lacks, if that is still in its history; failing that, that
   * it hangs on a lease.
   */
  Optional<Cause> ofDeletion(Difference difference, List<String> lookedAt) {
    Bytes place = difference.parked() ? keys.parked(difference.key()) : difference.key();
    long deleted = new Deletions(target).newest(place, difference.targetRevision());
    if (deleted == 0) {
      lookedAt.add("what is left of the target's history, which shows no deletion of it");
      return hangsOnLease(difference)
          ? Optional.of(new Cause.LeaseRanOut(OptionalLong.empty()))
          : Optional.empty();
    }
    return switch (author(deleted)) {
      case OTHER ->
          Optional.of(
              leaseIsOver(place, deleted)
                  ? new Cause.LeaseRanOut(OptionalLong.of(deleted))
                  : new WrittenOnStandby(deleted, true, Proof.HISTORY, Optional.empty()));
      case MIRROR -> {
        lookedAt.add("the mirror itself deleted it at target revision " + deleted);
        yield Optional.empty();
      }
      case COMPACTED -> {
        lookedAt.add("who deleted it at target revision " + deleted + ", which is compacted");
        yield Optional.empty();
      }
    };
  }

  private boolean hangsOnLease(Difference difference) {
    KeyValue source = difference.source();
    return source != null && source.lease() != 0 && classifier.rules().carryLeases();
  }

  /** Whether what was deleted hung on a lease of the target that there is no more. */
  private boolean leaseIsOver(Bytes place, long deleted) {
    try {
      KeyValue last = target.get(List.of(place), deleted - 1).await().keys().get(place);
      return last != null && last.lease() != 0 && target.leaseSecondsLeft(last.lease()) <= 0;
    } catch (EtcdException e) {
      if (e.kind() == EtcdException.Kind.COMPACTED) {
        return false;
      }
      throw e;
    }
  }

  private Author author(long revision) {
    List<Bytes> records = List.of(keys.checkpoint(), keys.copying(), keys.lead());
    try {
      return target.get(records, revision).await().keys().values().stream()
              .anyMatch(record -> record.modRevision() == revision)
          ? Author.MIRROR
          : Author.OTHER;
    } catch (EtcdException e) {
      if (e.kind() == EtcdException.Kind.COMPACTED) {
        return Author.COMPACTED;
      }
      throw e;
    }
  }

  private @Nullable Proof otherProof(Difference difference, Optional<FieldManager> by) {
    Bytes key = difference.key();
    boolean canBeRecorded = !key.isEmpty() && key.at(0) == '/' && !difference.parked();
    if (canBeRecorded) {
      Bytes record = keys.foreign(key);
      if (target.get(List.of(record), 0).await().keys().containsKey(record)) {
        return Proof.FOREIGN_RECORD;
      }
    }
    KeyValue source = difference.source();
    if (source == null || by.isEmpty()) {
      return null;
    }
    Instant newestAtSource =
        ManagedFields.newest(managers(difference.key(), source))
            .flatMap(FieldManager::at)
            .orElse(Instant.MAX);
    boolean isLater = by.get().at().filter(at -> at.isAfter(newestAtSource)).isPresent();
    return isLater ? Proof.MANAGED_FIELDS : null;
  }

  /** The newest entry that the source's value does not have. */
  private Optional<FieldManager> newManager(Difference difference) {
    KeyValue there = difference.target();
    if (there == null) {
      return Optional.empty();
    }
    List<FieldManager> entries = new ArrayList<>(managers(difference.key(), there));
    KeyValue source = difference.source();
    if (source != null) {
      entries.removeAll(managers(difference.key(), source));
    }
    return ManagedFields.newest(entries);
  }

  private List<FieldManager> managers(Bytes key, KeyValue kv) {
    return classifier.plaintext(key, kv.value()).map(ManagedFields::of).orElse(List.of());
  }
}
