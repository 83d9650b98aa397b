package io.understudy.sync.status;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.control.UnparkRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyValue;
import java.util.List;
import java.util.Optional;

/**
 * What the target says of the link, all of it at one target revision. Any replica can read it.
 *
 * @param leader who leads, empty if nobody does
 * @param resyncRequestedAt target revision at which an operator asked for a full difference that
 *     has not begun, 0 if none did
 * @param targetRevision T
 * @param unpark asked for since the last promotion
 */
public record ControlRecords(
    TermRecord term,
    Optional<String> leader,
    Optional<Checkpoint> checkpoint,
    boolean paused,
    long resyncRequestedAt,
    long targetRevision,
    Optional<UnparkRecord> unpark) {

  /**
   * @throws EtcdException if the target does not answer
   * @throws CorruptRecordException if a record cannot be read
   */
  public static ControlRecords read(Etcd target, ControlKeys keys) {
    List<Bytes> wanted =
        List.of(
            keys.term(),
            keys.leader(),
            keys.checkpoint(),
            keys.paused(),
            keys.resyncRequest(),
            keys.unpark());
    Found found = target.get(wanted, 0).await();
    return new ControlRecords(
        value(found, keys.term()).map(TermRecord::fromJson).orElseGet(TermRecord::none),
        value(found, keys.leader()).map(Bytes::utf8),
        value(found, keys.checkpoint()).map(Checkpoint::fromJson),
        found.keys().containsKey(keys.paused()),
        putAt(found, keys.resyncRequest()),
        found.revision(),
        value(found, keys.unpark()).map(UnparkRecord::fromJson));
  }

  public boolean isPromoted() {
    return term.isPromoted();
  }

  private static long putAt(Found found, Bytes key) {
    KeyValue kv = found.keys().get(key);
    return kv == null ? 0 : kv.modRevision();
  }

  private static Optional<Bytes> value(Found found, Bytes key) {
    return Optional.ofNullable(found.keys().get(key)).map(KeyValue::value);
  }
}
