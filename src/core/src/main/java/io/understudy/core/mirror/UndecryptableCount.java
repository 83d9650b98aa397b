package io.understudy.core.mirror;

import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.scope.Classified;
import io.understudy.core.scope.Placement;
import java.util.List;

/**
 * Counts, before anything is written, what a first copy would bring that the standby's API server
 * cannot read: it could not list such a resource. Walks the source.
 */
final class UndecryptableCount {

  private final RunContext context;
  private final SourceReach reach;
  private final Requests requests;
  private Undecryptable found = Undecryptable.NONE;
  private long walked;

  UndecryptableCount(RunContext context, SourceReach reach, Requests requests) {
    this.context = context;
    this.reach = reach;
    this.requests = requests;
  }

  Undecryptable count() {
    long inAll =
        context.patiently(
            "count of the source's keys",
            () -> context.source().range(RangeQuery.count(reach.range(), 0)).await().count());
    PageSize size = new PageSize(context.limits());
    for (KeyRange range : ScanOrder.within(reach)) {
      Pager pager = new Pager(context, context.source(), range, size);
      while (!pager.isDone()) {
        requests.stopIfAsked();
        List<KeyValue> page = pager.next(0).keys();
        page.forEach(this::look);
        walked += page.size();
        context.observer().preflight(walked, Math.max(walked, inAll));
      }
    }
    return found;
  }

  private void look(KeyValue kv) {
    Classified object = context.classifier().classify(kv);
    if (object.verdict().placement() != Placement.LEAVE_OUT) {
      object.standbyCannot().ifPresent(why -> found = found.and(kv.key(), why));
    }
  }
}
