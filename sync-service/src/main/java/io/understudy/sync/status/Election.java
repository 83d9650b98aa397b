package io.understudy.sync.status;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyValue;
import java.util.List;
import java.util.Optional;

/**
 * What etcd has decided, at one target revision.
 *
 * @param term empty before any mirror has run
 * @param leader who leads, empty if nobody does
 */
public record Election(Optional<TermRecord> term, Optional<String> leader) {

  /**
   * @throws EtcdException if the target does not answer
   * @throws CorruptRecordException if the term cannot be read
   */
  public static Election read(Etcd target, ControlKeys keys) {
    Found found = target.get(List.of(keys.term(), keys.leader()), 0).await();
    return new Election(
        value(found, keys.term()).map(TermRecord::fromJson),
        value(found, keys.leader()).map(Bytes::utf8));
  }

  private static Optional<Bytes> value(Found found, Bytes key) {
    return Optional.ofNullable(found.keys().get(key)).map(KeyValue::value);
  }
}
