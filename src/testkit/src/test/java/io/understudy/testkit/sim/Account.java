package io.understudy.testkit.sim;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import java.util.List;

/**
 * What an account may read of a store.
 *
 * @param ranges whatever is within one of them
 */
record Account(List<KeyRange> ranges) {

  private static final Bytes KUBERNETES = Bytes.utf8("/registry/");

  static final Account ROOT = new Account(List.of(KeyRange.ALL));

  /** Kubernetes' keys and nothing else. */
  static final Account LIMITED = new Account(List.of(KeyRange.prefix(KUBERNETES)));

  void check(KeyRange range) {
    if (ranges.stream().noneMatch(allowed -> range.within(allowed).equals(range))) {
      throw new EtcdException(EtcdException.Kind.DENIED, "model: permission denied");
    }
  }

  void check(Iterable<Bytes> keys) {
    keys.forEach(key -> check(KeyRange.only(key)));
  }

  boolean mayRead(Bytes key) {
    return ranges.stream().anyMatch(range -> range.contains(key));
  }
}
