package io.understudy.monitor.routine;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import java.util.List;

/** What the target's term says of the site. */
final class Site {

  private final Etcd target;
  private final ControlKeys keys;

  Site(Etcd target, ControlKeys keys) {
    this.target = target;
    this.keys = keys;
  }

  /**
   * Whether nothing is mirrored any more.
   *
   * @throws EtcdException if the target does not answer
   * @throws CorruptRecordException if the term cannot be read
   */
  boolean isPromoted() {
    KeyValue term = target.get(List.of(keys.term()), 0).await().keys().get(keys.term());
    return term != null && TermRecord.fromJson(term.value()).isPromoted();
  }
}
