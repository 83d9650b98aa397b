package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.RangeQuery;

/**
 * Whether a range of the source holds the same at two revisions, though its watch cannot say so:
 * progress notices of a watch are not to be relied on in all servers, and revisions that touched
 * other keys never come.
 *
 * <p>If no key there at the later revision was put after the earlier one, each was there then with
 * the same value; and if there were as many keys then, no other has gone. What was created and
 * deleted again in between leaves no trace and needs none.
 */
final class IdleProof {

  private final RunContext context;
  private final KeyRange range;

  IdleProof(RunContext context, KeyRange range) {
    this.context = context;
    this.range = range;
  }

  /** Reads each key, not the values; ends at the first that changed. */
  boolean isSame(long earlier, long later) {
    try {
      return count(earlier) == count(later) && nothingPut(earlier, later);
    } catch (EtcdException e) {
      if (e.kind() == EtcdException.Kind.COMPACTED) {
        return false;
      }
      throw e;
    }
  }

  private long count(long revision) {
    return read(RangeQuery.count(range, revision)).count();
  }

  private boolean nothingPut(long earlier, long later) {
    KeyRange rest = range;
    while (!rest.isEmpty()) {
      Page page = read(RangeQuery.keys(rest, later, context.limits().pageMaxKeys()));
      for (KeyValue kv : page.keys()) {
        if (kv.modRevision() > earlier) {
          return false;
        }
      }
      if (!page.more()) {
        return true;
      }
      Bytes next = page.keys().get(page.keys().size() - 1).key().next();
      rest = new KeyRange(next, range.to());
    }
    return true;
  }

  private Page read(RangeQuery query) {
    return context.patiently("keys of an idle source", () -> context.source().range(query).await());
  }
}
