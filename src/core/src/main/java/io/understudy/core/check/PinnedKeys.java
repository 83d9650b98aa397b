package io.understudy.core.check;

import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Stride;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a range as of one revision, one after the other, the next page under way while this
 * one is looked at.
 */
public final class PinnedKeys {

  private static final int FIRST_PAGE = 128;

  private final CheckContext context;
  private final Etcd etcd;
  private final RangeQuery.Content content;
  private final long revision;
  private final Meter meter;
  private Stride stride;
  private int pageKeys;
  private @Nullable Pending<Page> ahead;
  private List<KeyValue> page = List.of();
  private int next;
  private boolean done;

  /**
   * @param meter told of what is read
   */
  public PinnedKeys(
      CheckContext context,
      Etcd etcd,
      KeyRange range,
      long revision,
      RangeQuery.Content content,
      Meter meter) {
    this.context = context;
    this.etcd = etcd;
    this.stride = Stride.over(range);
    this.revision = revision;
    this.content = content;
    this.meter = meter;
    this.pageKeys = Math.min(FIRST_PAGE, context.limits().pageMaxKeys());
    this.done = range.isEmpty();
    if (!done) {
      ahead = ask();
    }
  }

  /**
   * The next key, or null at the end.
   *
   * @throws EtcdException if the revision is compacted away, among other things
   */
  public @Nullable KeyValue peek() {
    while (next == page.size() && !done) {
      turn();
    }
    return next == page.size() ? null : page.get(next);
  }

  public void skip() {
    next++;
  }

  private void turn() {
    Page read = read();
    page = read.keys();
    next = 0;
    long bytes = meter.read(page);
    done = stride.isLast(read);
    if (!done) {
      resize(bytes);
      stride = stride.after(read, pageKeys);
      ahead = ask();
    }
  }

  /** At most fourfold at once, since the next values may be larger. */
  private void resize(long bytes) {
    if (page.isEmpty()) {
      return;
    }
    long fitting = (long) context.limits().pageMaxBytes() * page.size() / Math.max(1, bytes);
    long grown = Math.min(fitting, pageKeys * 4L);
    pageKeys = (int) Math.max(1, Math.min(grown, context.limits().pageMaxKeys()));
  }

  private Page read() {
    Pending<Page> asked = ahead;
    ahead = null;
    if (asked != null) {
      try {
        return asked.await();
      } catch (EtcdException e) {
        if (e.kind() != EtcdException.Kind.UNAVAILABLE) {
          shrink(e);
        }
      }
    }
    while (true) {
      try {
        return context.patiently(() -> ask().await());
      } catch (EtcdException e) {
        shrink(e);
      }
    }
  }

  /**
   * @throws EtcdException the cause, if smaller pages do not help
   */
  private void shrink(EtcdException cause) {
    if (cause.kind() != EtcdException.Kind.TOO_LARGE || pageKeys == 1) {
      throw cause;
    }
    pageKeys = Math.max(1, pageKeys / 4);
  }

  private Pending<Page> ask() {
    return etcd.range(new RangeQuery(stride.range(), revision, pageKeys, content, 0));
  }
}
