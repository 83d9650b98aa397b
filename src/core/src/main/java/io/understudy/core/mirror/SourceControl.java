package io.understudy.core.mirror;

import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the source holds below this link's control prefix: a source that was never a target holds
 * nothing there.
 *
 * @param readable whether the account may look; nothing is known if not
 * @param term the value of its term record, null for none
 * @param holdsParked whether objects are parked in it
 */
record SourceControl(boolean readable, @Nullable Bytes term, boolean holdsParked) {

  /**
   * Number of its term, 0 if it has none or it may not be read.
   *
   * @throws io.understudy.core.control.CorruptRecordException if it cannot be read
   */
  long termNumber() {
    return term == null ? 0 : TermRecord.fromJson(term).term();
  }

  /** An account that may only read Kubernetes' keys gets to know nothing. */
  static SourceControl read(RunContext context) {
    Bytes key = context.keys().term();
    RangeQuery parked = RangeQuery.count(context.keys().parked(KeyRange.ALL), 0);
    try {
      KeyValue term = context.source().get(List.of(key), 0).await().keys().get(key);
      boolean holdsParked = context.source().range(parked).await().count() > 0;
      return new SourceControl(true, term == null ? null : term.value(), holdsParked);
    } catch (EtcdException e) {
      if (e.kind() == EtcdException.Kind.DENIED) {
        return new SourceControl(false, null, false);
      }
      throw e;
    }
  }
}
