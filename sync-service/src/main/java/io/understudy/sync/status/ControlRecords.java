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
 * @param targetRevision T
 * @param unpark asked for since the last promotion; empty, too, if it cannot be read, which whoever
 *     is to do it is told
 */
public record ControlRecords(
    TermRecord term,
    Optional<String> leader,
    Optional<Checkpoint> checkpoint,
    long targetRevision,
    Optional<UnparkRecord> unpark) {

  /**
   * @throws EtcdException if the target does not answer
   * @throws CorruptRecordException if the term or the checkpoint cannot be read
   */
  public static ControlRecords read(Etcd target, ControlKeys keys) {
    List<Bytes> wanted = List.of(keys.term(), keys.leader(), keys.checkpoint(), keys.unpark());
    Found found = target.get(wanted, 0).await();
    return new ControlRecords(
        value(found, keys.term()).map(TermRecord::fromJson).orElseGet(TermRecord::none),
        value(found, keys.leader()).map(Bytes::utf8),
        value(found, keys.checkpoint()).map(Checkpoint::fromJson),
        found.revision(),
        value(found, keys.unpark()).flatMap(ControlRecords::unparkIfSound));
  }

  public boolean isPromoted() {
    return term.isPromoted();
  }

  private static Optional<UnparkRecord> unparkIfSound(Bytes json) {
    try {
      return Optional.of(UnparkRecord.fromJson(json));
    } catch (CorruptRecordException damaged) {
      return Optional.empty();
    }
  }

  private static Optional<Bytes> value(Found found, Bytes key) {
    return Optional.ofNullable(found.keys().get(key)).map(KeyValue::value);
  }
}
