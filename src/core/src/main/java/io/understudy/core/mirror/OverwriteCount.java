package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.scope.Placement;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Counts what a first copy would overwrite, before anything is written: walks the target, which may
 * be expected to hold little, and looks the same keys up in the source. What the source's owners
 * would park after all is counted too, so the count is never too small. With {@link Prune#ALL} what
 * the copy would delete counts as well.
 */
final class OverwriteCount {

  private static final int KEYS_AT_ONCE = 100;

  private final RunContext context;
  private final List<KeyRange> ranges;
  private final Requests requests;
  private final Predicate<KeyValue> known;
  private Overwrites found = Overwrites.NONE;
  private int keysAtOnce = KEYS_AT_ONCE;
  private long walked;

  /**
   * @param known whether what the target shows is known to have been mirrored
   */
  OverwriteCount(
      RunContext context, SourceReach reach, Requests requests, Predicate<KeyValue> known) {
    this.context = context;
    this.ranges = reach.of(SourceReach.DATA);
    this.requests = requests;
    this.known = known;
  }

  Overwrites count() {
    long inAll = ranges.stream().mapToLong(this::keysIn).sum();
    PageSize size = new PageSize(context.limits());
    for (KeyRange range : ranges) {
      Pager pager = new Pager(context, context.target(), range, size);
      while (!pager.isDone()) {
        requests.stopIfAsked();
        List<KeyValue> page = pager.next(0).keys();
        compare(page.stream().filter(known.negate()).toList());
        walked += page.size();
        context.observer().preflight(walked, Math.max(walked, inAll));
      }
    }
    return found;
  }

  private void compare(List<KeyValue> visible) {
    for (int from = 0; from < visible.size(); ) {
      List<KeyValue> some = visible.subList(from, Math.min(from + keysAtOnce, visible.size()));
      List<Bytes> keys = some.stream().map(KeyValue::key).toList();
      try {
        Map<Bytes, KeyValue> wanted =
            context.patiently(
                "keys that a first copy would overwrite",
                () -> context.source().get(keys, 0).await().keys());
        some.forEach(is -> compare(is, wanted));
        from += some.size();
      } catch (EtcdException e) {
        if (e.kind() != EtcdException.Kind.TOO_LARGE || keysAtOnce == 1) {
          throw e;
        }
        keysAtOnce = Math.max(1, keysAtOnce / 4);
      }
    }
  }

  private void compare(KeyValue is, Map<Bytes, KeyValue> wanted) {
    KeyValue shall = wanted.get(is.key());
    if (shall == null) {
      if (context.prune() == Prune.ALL
          && context.classifier().classify(is).verdict().placement() != Placement.LEAVE_OUT) {
        found = found.and(is.key());
      }
      return;
    }
    if (shall.value().equals(is.value())) {
      return;
    }
    if (context.classifier().classify(shall).verdict().placement() == Placement.MIRROR) {
      found = found.and(is.key());
    }
  }

  private long keysIn(KeyRange range) {
    return context.patiently(
        "count of the target's keys",
        () -> context.target().range(RangeQuery.count(range, 0)).await().count());
  }
}
