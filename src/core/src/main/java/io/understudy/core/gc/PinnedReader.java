package io.understudy.core.gc;

import io.understudy.core.mirror.Patience;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Stride;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads one etcd at one revision, and tries again while it does not answer. */
final class PinnedReader {

  private static final int FIRST_PAGE = 64;
  private static final int KEYS_AT_ONCE = 16;

  private final Etcd etcd;
  private final Timing timing;
  private final GcLimits limits;
  private final long revision;
  private int keysAtOnce;

  PinnedReader(Etcd etcd, Timing timing, GcLimits limits, long revision) {
    this.etcd = etcd;
    this.timing = timing;
    this.limits = limits;
    this.revision = revision;
    this.keysAtOnce = Math.min(FIRST_PAGE, limits.pageMaxKeys());
  }

  /**
   * Every key of a range in order; the next page is under way while one is taken in.
   *
   * @throws EtcdException COMPACTED if the revision is gone
   */
  void walk(KeyRange range, Consumer<KeyValue> each) {
    Stride stride = Stride.over(range);
    Pending<Page> ahead = ask(stride.range());
    while (true) {
      Page page = page(stride.range(), ahead);
      learn(page.keys());
      if (stride.isLast(page)) {
        page.keys().forEach(each);
        return;
      }
      stride = stride.after(page, keysAtOnce);
      ahead = ask(stride.range());
      page.keys().forEach(each);
    }
  }

  /**
   * Single keys, in any order; a few are held at once.
   *
   * @throws EtcdException COMPACTED if the revision is gone
   */
  void get(Collection<Bytes> keys, Consumer<KeyValue> each) {
    List<Bytes> all = List.copyOf(keys);
    int atOnce = KEYS_AT_ONCE;
    for (int from = 0; from < all.size(); ) {
      List<Bytes> some = all.subList(from, Math.min(from + atOnce, all.size()));
      try {
        patiently(timing, limits, () -> etcd.get(some, revision).await())
            .keys()
            .values()
            .forEach(each);
        from += some.size();
      } catch (EtcdException e) {
        if (e.kind() != EtcdException.Kind.TOO_LARGE || atOnce == 1) {
          throw e;
        }
        atOnce = Math.max(1, atOnce / 4);
      }
    }
  }

  /** Tries a read again while the etcd does not answer; anything else is thrown at once. */
  static <T> T patiently(Timing timing, GcLimits limits, Supplier<T> read) {
    return new Patience(timing, limits.retries(), limits.retryPause()).read(read);
  }

  private Page page(KeyRange rest, Pending<Page> ahead) {
    Pending<Page> asked = ahead;
    while (true) {
      Pending<Page> first = asked;
      boolean[] isAnew = {false};
      try {
        return patiently(
            timing,
            limits,
            () -> {
              Pending<Page> pending = isAnew[0] ? ask(rest) : first;
              isAnew[0] = true;
              return pending.await();
            });
      } catch (EtcdException e) {
        if (e.kind() != EtcdException.Kind.TOO_LARGE || keysAtOnce == 1) {
          throw e;
        }
        keysAtOnce = Math.max(1, keysAtOnce / 4);
        asked = ask(rest);
      }
    }
  }

  private Pending<Page> ask(KeyRange rest) {
    return etcd.range(RangeQuery.page(rest, revision, keysAtOnce));
  }

  /** At most fourfold at once, since the next values may be larger. */
  private void learn(List<KeyValue> page) {
    if (page.isEmpty()) {
      return;
    }
    long bytes = 0;
    for (KeyValue kv : page) {
      bytes += kv.key().length() + kv.value().length();
    }
    long fitting = limits.pageMaxBytes() * page.size() / Math.max(1, bytes);
    long grown = Math.min(fitting, keysAtOnce * 4L);
    keysAtOnce = (int) Math.max(1, Math.min(grown, limits.pageMaxKeys()));
  }
}
