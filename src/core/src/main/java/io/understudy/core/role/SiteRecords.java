package io.understudy.core.role;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.control.UnparkRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The records that a change of role depends on, all at one target revision.
 *
 * @param termRevision target revision at which the term was put, 0 if there is no such record
 * @param checkpoint as stored, null if there is none
 * @param storedUnpark as stored, null if there is none: only those who need it read it, so that a
 *     damaged one is in the way of nobody else
 */
public record SiteRecords(
    TermRecord term,
    long termRevision,
    @Nullable KeyValue checkpoint,
    @Nullable KeyValue storedUnpark) {

  /**
   * @throws io.understudy.core.control.CorruptRecordException if the term cannot be read
   */
  public static SiteRecords read(Etcd target, ControlKeys keys) {
    List<Bytes> wanted = List.of(keys.term(), keys.checkpoint(), keys.unpark());
    Map<Bytes, KeyValue> found = target.get(wanted, 0).await().keys();
    KeyValue term = found.get(keys.term());
    return new SiteRecords(
        term == null ? TermRecord.none() : TermRecord.fromJson(term.value()),
        term == null ? 0 : term.modRevision(),
        found.get(keys.checkpoint()),
        found.get(keys.unpark()));
  }

  /**
   * @return null if there is none
   * @throws io.understudy.core.control.CorruptRecordException if it cannot be read
   */
  public @Nullable UnparkRecord unpark() {
    return storedUnpark == null ? null : UnparkRecord.fromJson(storedUnpark.value());
  }

  public long unparkRevision() {
    return storedUnpark == null ? 0 : storedUnpark.modRevision();
  }

  long checkpointRevision() {
    return checkpoint == null ? 0 : checkpoint.modRevision();
  }
}
