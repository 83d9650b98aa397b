package io.understudy.core.gc;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Classifier;
import java.util.List;
import java.util.Optional;

/**
 * Proves that Kubernetes' garbage collector would leave a standby's registry alone, or names what
 * it would not.
 *
 * <p>One reading at one target revision gives both answers: for what is visible now, and for what
 * would be after an unpark. Memory: some 60 bytes an object, and some 300 more an object with
 * owners; no values. Plain sequential code; it owns no thread.
 */
public final class GcProof {

  private final Etcd standby;
  private final ControlKeys keys;
  private final Classifier classifier;
  private final Timing timing;
  private final GcLimits limits;

  /**
   * @param standby the target etcd
   * @param classifier opens values; its rules are not asked
   */
  public GcProof(
      Etcd standby, ControlKeys keys, Classifier classifier, Timing timing, GcLimits limits) {
    this.standby = standby;
    this.keys = keys;
    this.classifier = classifier;
    this.timing = timing;
    this.limits = limits;
  }

  /**
   * @throws EtcdException if the standby does not answer; COMPACTED if compaction overtook each
   *     reading that was begun
   */
  public GcReport run() {
    for (int start = 1; ; start++) {
      try {
        return read(start);
      } catch (EtcdException e) {
        if (e.kind() != EtcdException.Kind.COMPACTED || start >= limits.maxStarts()) {
          throw e;
        }
      }
    }
  }

  private GcReport read(int start) {
    Found pin =
        PinnedReader.patiently(
            timing, limits, () -> standby.get(List.of(keys.checkpoint()), 0).await());
    PinnedReader reader = new PinnedReader(standby, timing, limits, pin.revision());
    Reading reading = new Reading(keys, classifier, limits);
    for (KeyRange range : Reading.ranges(keys)) {
      reader.walk(range, reading::add);
    }
    reading.judge();
    Findings findings = new Findings(reader, keys, reading);
    return new GcReport(
        pin.revision(),
        checkpoint(pin),
        start,
        reading.taken(),
        reading.answer(View.NOW, findings.of(View.NOW)),
        reading.answer(View.AFTER_UNPARK, findings.of(View.AFTER_UNPARK)));
  }

  /** A record that cannot be read is for the mirror to report; the proof does not need it. */
  private Optional<Checkpoint> checkpoint(Found pin) {
    Bytes key = keys.checkpoint();
    try {
      return Optional.ofNullable(pin.keys().get(key))
          .map(KeyValue::value)
          .map(Checkpoint::fromJson);
    } catch (CorruptRecordException unreadable) {
      return Optional.empty();
    }
  }
}
