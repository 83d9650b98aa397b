package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks a range of one etcd page by page, the next page under way while the caller has the last.
 */
final class Pager {

  /** Keys in order, and the range that they are all the keys of. */
  record Slice(KeyRange range, List<KeyValue> keys) {}

  private final RunContext context;
  private final Etcd etcd;
  private final PageSize size;
  private KeyRange rest;
  private @Nullable Prefetched ahead;

  private record Prefetched(Bytes from, long revision, Pending<Page> page) {}

  Pager(RunContext context, Etcd etcd, KeyRange range, PageSize size) {
    this.context = context;
    this.etcd = etcd;
    this.rest = range;
    this.size = size;
  }

  boolean isDone() {
    return rest.isEmpty();
  }

  /**
   * The next slice, as of a revision (0: now).
   *
   * @throws EtcdException if the revision is compacted; the pager stays where it was
   */
  Slice next(long revision) {
    Page page = read(revision);
    size.saw(page.keys());
    Bytes from = rest.from();
    if (!page.more()) {
      Slice last = new Slice(rest, page.keys());
      rest = new KeyRange(Bytes.utf8("0"), Bytes.utf8("0"));
      return last;
    }
    Bytes to = page.keys().get(page.keys().size() - 1).key().next();
    rest = new KeyRange(to, rest.to());
    ahead = new Prefetched(to, revision, ask(revision));
    return new Slice(new KeyRange(from, to), page.keys());
  }

  private Page read(long revision) {
    Prefetched fetched = ahead;
    ahead = null;
    if (fetched != null && fetched.revision == revision && fetched.from.equals(rest.from())) {
      try {
        return fetched.page.await();
      } catch (EtcdException e) {
        if (e.kind() == EtcdException.Kind.COMPACTED) {
          throw e;
        }
      }
    }
    while (true) {
      try {
        return context.patiently("page of keys", () -> ask(revision).await());
      } catch (EtcdException e) {
        if (e.kind() != EtcdException.Kind.TOO_LARGE || !size.shrink()) {
          throw e;
        }
      }
    }
  }

  private Pending<Page> ask(long revision) {
    return etcd.range(RangeQuery.page(rest, revision, size.keys()));
  }
}
