package io.understudy.core.explain;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.equality.Equality;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Pending;
import io.understudy.core.scope.Classifier;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at a difference once more, at a fresh pair of revisions that belong together. */
final class Recheck {

  private final Etcd source;
  private final Etcd target;
  private final ControlKeys keys;
  private final Classifier classifier;

  Recheck(Etcd source, Etcd target, ControlKeys keys, Classifier classifier) {
    this.source = source;
    this.target = target;
    this.keys = keys;
    this.classifier = classifier;
  }

  Optional<Cause> isGone(Difference difference, List<String> lookedAt) {
    Bytes key = difference.key();
    Bytes place = difference.parked() ? keys.parked(key) : key;
    Found now = target.get(List.of(keys.checkpoint(), place), 0).await();
    KeyValue record = now.keys().get(keys.checkpoint());
    Checkpoint checkpoint = record == null ? null : read(record);
    if (checkpoint == null || checkpoint.watermark() == 0) {
      lookedAt.add("no checkpoint says what the target equals now");
      return Optional.empty();
    }
    if (now.revision() <= difference.targetRevision()) {
      lookedAt.add("nothing was written to the target since");
      return Optional.empty();
    }
    Pending<Found> asked = source.get(List.of(key), checkpoint.watermark());
    if (isAsItShouldBe(difference, asked.await().keys().get(key), now.keys().get(place))) {
      return Optional.of(new Cause.InFlight(checkpoint.watermark(), now.revision()));
    }
    lookedAt.add(
        "it is still so at source revision "
            + checkpoint.watermark()
            + " and target revision "
            + now.revision());
    return Optional.empty();
  }

  private boolean isAsItShouldBe(
      Difference difference, @Nullable KeyValue wanted, @Nullable KeyValue there) {
    if (difference.kind() == Difference.Kind.SURPLUS) {
      return there == null;
    }
    if (wanted == null || there == null) {
      return wanted == null && there == null;
    }
    KeyValue inPlace =
        new KeyValue(
            wanted.key(),
            there.value(),
            there.createRevision(),
            there.modRevision(),
            there.version(),
            there.lease());
    return !Equality.between(wanted, inPlace, classifier::plaintext, classifier::plaintext)
        .isInconsistent();
  }

  private static @Nullable Checkpoint read(KeyValue record) {
    try {
      return Checkpoint.fromJson(record.value());
    } catch (CorruptRecordException unreadable) {
      return null;
    }
  }
}
