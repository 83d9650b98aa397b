package io.understudy.core.role;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.mirror.Fence;
import io.understudy.core.mirror.Leadership;
import io.understudy.core.mirror.Patience;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.scope.Classified;
import io.understudy.core.scope.Classifier;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What every part of an unpark shares.
 *
 * @param classifier reads the header of an object under the key it belongs to
 * @param stopping whether the process is to stop; asked often
 */
public record UnparkContext(
    Etcd target,
    ControlKeys keys,
    Classifier classifier,
    Leadership leadership,
    String holder,
    Timing timing,
    UnparkLimits limits,
    BooleanSupplier stopping) {

  /** Ends an unpark; caught by {@link Unparker} alone. */
  static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Interrupted(String why) {
      super(why, null, false, false);
    }
  }

  /**
   * @throws Interrupted if this replica may not go on
   */
  Fence fence() {
    Fence fence = leadership.fence();
    if (fence == null) {
      throw new Interrupted("the lease of this worker ran out");
    }
    if (stopping.getAsBoolean()) {
      throw new Interrupted("this replica stops");
    }
    return fence;
  }

  /** Every key of a range, page by page. */
  void walk(KeyRange range, Consumer<List<KeyValue>> page) {
    KeyRange rest = range;
    int keysAtOnce = Math.min(64, limits.pageMaxKeys());
    while (!rest.isEmpty()) {
      fence();
      RangeQuery query = RangeQuery.page(rest, 0, keysAtOnce);
      Page read;
      try {
        read = patiently(() -> target.range(query).await());
      } catch (EtcdException e) {
        if (e.kind() != EtcdException.Kind.TOO_LARGE || keysAtOnce == 1) {
          throw e;
        }
        keysAtOnce = Math.max(1, keysAtOnce / 4);
        continue;
      }
      page.accept(read.keys());
      if (!read.more()) {
        return;
      }
      keysAtOnce = fitting(read.keys(), keysAtOnce);
      rest = new KeyRange(read.keys().getLast().key().next(), range.to());
    }
  }

  /** Tries a read again while the target does not answer; anything else is thrown at once. */
  <T> T patiently(Supplier<T> read) {
    return new Patience(timing, limits.retries(), limits.retryPause()).read(read);
  }

  Classified read(Bytes key, KeyValue kv) {
    return classifier.classify(
        new KeyValue(
            key, kv.value(), kv.createRevision(), kv.modRevision(), kv.version(), kv.lease()));
  }

  /** At most fourfold at once, since the next values may be larger. */
  private int fitting(List<KeyValue> page, int keysAtOnce) {
    long bytes = 0;
    for (KeyValue kv : page) {
      bytes += kv.key().length() + kv.value().length();
    }
    long fitting = limits.pageMaxBytes() * page.size() / Math.max(1, bytes);
    return (int) Math.max(1, Math.min(Math.min(fitting, keysAtOnce * 4L), limits.pageMaxKeys()));
  }
}
