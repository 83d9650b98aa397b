package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The target's keys of a range, one after the other in order of the source's keys. */
final class KeyCursor {

  private final Pager pager;
  private final UnaryOperator<Bytes> sourceKey;
  private List<KeyValue> page = List.of();
  private int next;

  /**
   * @param sourceKey the source's key for a key of the target
   */
  KeyCursor(RunContext context, KeyRange range, PageSize size, UnaryOperator<Bytes> sourceKey) {
    this.pager = new Pager(context, context.target(), range, size);
    this.sourceKey = sourceKey;
  }

  /** The next key as the source spells it, or null at the end. */
  @Nullable Bytes peek() {
    while (next == page.size() && !pager.isDone()) {
      page = pager.next(0).keys();
      next = 0;
    }
    return next == page.size() ? null : sourceKey.apply(page.get(next).key());
  }

  KeyValue take() {
    return page.get(next++);
  }
}
