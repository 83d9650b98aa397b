package io.understudy.failover.role;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.failover.freeze.FreezePolicy;
import io.understudy.core.failover.truth.Seen;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what a site's etcd says of its role. */
final class SiteReader {

  private static final List<String> FREEZE =
      List.of("validatingadmissionpolicies", "validatingadmissionpolicybindings");

  private final ControlKeys keys;
  private final List<Bytes> freeze;

  SiteReader(ControlKeys keys, String link) {
    this.keys = keys;
    this.freeze =
        FREEZE.stream()
            .map(
                resource ->
                    Bytes.utf8("/registry/" + resource + "/" + FreezePolicy.NAME_PREFIX + link))
            .toList();
  }

  /** What was read, or why it could not be. */
  sealed interface Found {
    record Known(Seen seen) implements Found {

      @Override
      public Optional<Seen> ifKnown() {
        return Optional.of(seen);
      }
    }

    record Silent(String why) implements Found {

      @Override
      public Optional<Seen> ifKnown() {
        return Optional.empty();
      }
    }

    Optional<Seen> ifKnown();
  }

  Found read(Etcd etcd) {
    try {
      Map<Bytes, KeyValue> records =
          etcd.get(List.of(keys.term(), keys.checkpoint()), 0).await().keys();
      return new Found.Known(
          new Seen(
              Optional.ofNullable(records.get(keys.term()))
                  .map(kv -> TermRecord.fromJson(kv.value())),
              etcd.status().clusterId(),
              Optional.ofNullable(records.get(keys.checkpoint()))
                  .map(kv -> Checkpoint.fromJson(kv.value()).source().clusterId())
                  .map(OptionalLong::of)
                  .orElseGet(OptionalLong::empty),
              isFrozen(etcd)));
    } catch (EtcdException | CorruptRecordException unreadable) {
      return new Found.Silent(String.valueOf(unreadable.getMessage()));
    }
  }

  private boolean isFrozen(Etcd etcd) {
    return etcd.get(freeze, 0).await().keys().size() == freeze.size();
  }
}
