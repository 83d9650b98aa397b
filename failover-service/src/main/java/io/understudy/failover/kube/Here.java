package io.understudy.failover.kube;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * This process, and the site it is at.
 *
 * @param maker what this process makes is known by; like no other, so that what another process
 *     makes for the same run is told from it
 * @param etcd this site's
 */
record Here(String maker, Etcd etcd, ControlKeys keys) {

  static Here of(Etcd etcd, String link) {
    return new Here(UUID.randomUUID().toString(), etcd, new ControlKeys(link));
  }

  /** The record of this site's promotion; empty if it is not promoted, or that cannot be read. */
  Optional<TermRecord> promotion() {
    Bytes term = keys.term();
    try {
      KeyValue found = etcd.get(List.of(term), 0).await().keys().get(term);
      return Optional.ofNullable(found)
          .map(kv -> TermRecord.fromJson(kv.value()))
          .filter(TermRecord::isPromoted);
    } catch (EtcdException | CorruptRecordException unreadable) {
      return Optional.empty();
    }
  }
}
