package io.understudy.failover.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.failover.mirror.DrainState;
import io.understudy.core.failover.mirror.MirrorEnd;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The records of this site that the steps go by, all at one target revision.
 *
 * @param termRevision target revision at which the term was put, 0 if there is none
 * @param checkpoint null if there is none
 * @param copyingRevision target revision at which a copy last wrote, 0 if never
 */
record SiteState(
    TermRecord term,
    long termRevision,
    @Nullable Checkpoint checkpoint,
    boolean paused,
    long copyingRevision) {

  /**
   * @throws io.understudy.core.port.EtcdException if the etcd does not answer
   * @throws io.understudy.core.control.CorruptRecordException if a record cannot be read
   */
  static SiteState read(Etcd target, ControlKeys keys) {
    List<Bytes> wanted = List.of(keys.term(), keys.checkpoint(), keys.paused(), keys.copying());
    Map<Bytes, KeyValue> found = target.get(wanted, 0).await().keys();
    KeyValue term = found.get(keys.term());
    KeyValue checkpoint = found.get(keys.checkpoint());
    KeyValue copying = found.get(keys.copying());
    return new SiteState(
        term == null ? TermRecord.none() : TermRecord.fromJson(term.value()),
        term == null ? 0 : term.modRevision(),
        checkpoint == null ? null : Checkpoint.fromJson(checkpoint.value()),
        found.containsKey(keys.paused()),
        copying == null ? 0 : copying.modRevision());
  }

  DrainState drained(long revision) {
    return DrainState.of(term, checkpoint, paused, revision);
  }

  MirrorEnd mirrorEnd() {
    return new MirrorEnd(term, termRevision, checkpoint != null, copyingRevision);
  }
}
