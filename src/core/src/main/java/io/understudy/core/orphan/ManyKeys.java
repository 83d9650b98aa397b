package io.understudy.core.orphan;

import io.understudy.core.check.CheckContext;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads keys by name, in as many requests as their values need. */
final class ManyKeys {

  private final CheckContext context;

  ManyKeys(CheckContext context) {
    this.context = context;
  }

  /**
   * @param revision 0 for now; then those of one request are read at one revision, not all
   * @return those that exist
   * @throws EtcdException if the end does not answer, or the revision is compacted away
   */
  Map<Bytes, KeyValue> read(Etcd etcd, List<Bytes> keys, long revision) {
    Map<Bytes, KeyValue> found = new HashMap<>();
    int most = context.limits().keysAtOnce();
    for (int from = 0; from < keys.size(); from += most) {
      read(etcd, keys.subList(from, Math.min(from + most, keys.size())), revision, found);
    }
    return found;
  }

  private void read(Etcd etcd, List<Bytes> some, long revision, Map<Bytes, KeyValue> found) {
    try {
      found.putAll(context.patiently(() -> etcd.get(some, revision).await()).keys());
    } catch (EtcdException e) {
      if (e.kind() != EtcdException.Kind.TOO_LARGE || some.size() == 1) {
        throw e;
      }
      int half = some.size() / 2;
      read(etcd, some.subList(0, half), revision, found);
      read(etcd, some.subList(half, some.size()), revision, found);
    }
  }
}
