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
 * @param isMirroredInto whether there is a checkpoint: it comes before the first object
 */
public record Election(Optional<TermRecord> term, Optional<String> leader, boolean isMirroredInto) {

  /**
   * Whether nobody has given the site its role, and nothing was mirrored into it: it may as well be
   * the primary, on which a mirror waits for the roles to be swapped.
   */
  public boolean isOnlyTakenForStandby() {
    return !isMirroredInto && term.filter(TermRecord::assumed).isPresent();
  }

  /**
   * @throws EtcdException if the target does not answer
   * @throws CorruptRecordException if the term cannot be read
   */
  public static Election read(Etcd target, ControlKeys keys) {
    Found found = target.get(List.of(keys.term(), keys.leader(), keys.checkpoint()), 0).await();
    return new Election(
        value(found, keys.term()).map(TermRecord::fromJson),
        value(found, keys.leader()).map(Bytes::utf8),
        found.keys().containsKey(keys.checkpoint()));
  }

  private static Optional<Bytes> value(Found found, Bytes key) {
    return Optional.ofNullable(found.keys().get(key)).map(KeyValue::value);
  }
}
