package io.understudy.core.failover.truth;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.RoleRecord;
import io.understudy.core.control.TermRecord;
import io.understudy.core.failover.freeze.FreezePolicy;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what a site's etcd says of its role. */
public final class SiteReader {

  private static final List<String> FREEZE =
      List.of("validatingadmissionpolicies", "validatingadmissionpolicybindings");

  private final ControlKeys keys;
  private final List<Bytes> freeze;

  public SiteReader(ControlKeys keys, String link) {
    this.keys = keys;
    this.freeze =
        FREEZE.stream()
            .map(
                resource ->
                    Bytes.utf8("/registry/" + resource + "/" + FreezePolicy.NAME_PREFIX + link))
            .toList();
  }

  /**
   * @throws io.understudy.core.port.EtcdException if it does not answer
   * @throws io.understudy.core.control.CorruptRecordException if a record cannot be read
   */
  public Seen read(Etcd etcd) {
    Map<Bytes, KeyValue> records =
        etcd.get(List.of(keys.term(), keys.checkpoint()), 0).await().keys();
    return new Seen(
        Optional.ofNullable(records.get(keys.term()))
            .map(kv -> RoleRecord.of(TermRecord.fromJson(kv.value()))),
        etcd.status().clusterId(),
        Optional.ofNullable(records.get(keys.checkpoint()))
            .map(kv -> Checkpoint.fromJson(kv.value()).source().clusterId())
            .map(OptionalLong::of)
            .orElseGet(OptionalLong::empty),
        Freeze.of(isFrozen(etcd)));
  }

  private boolean isFrozen(Etcd etcd) {
    return etcd.get(freeze, 0).await().keys().size() == freeze.size();
  }
}
