package io.understudy.sync.drift;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.ForeignRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;
import io.understudy.sync.drift.DriftReport.ForeignKey;
import io.understudy.sync.status.DriftBoard;
import io.understudy.sync.status.Election;
import io.understudy.sync.status.StatusBoard;
import java.util.Optional;

/** Tells of drift: writes from the leader's memory, foreign keys from the target's records. */
public final class DriftDesk {

  private final Etcd target;
  private final ControlKeys keys;
  private final StatusBoard status;
  private final DriftBoard drift;

  public DriftDesk(Etcd target, ControlKeys keys, StatusBoard status, DriftBoard drift) {
    this.target = target;
    this.keys = keys;
    this.status = status;
    this.drift = drift;
  }

  /**
   * @param limit of writes and of foreign keys
   * @throws EtcdException if the target does not answer
   * @throws CorruptRecordException if a record cannot be read
   */
  public DriftReport report(int limit) {
    KeyRange records = KeyRange.prefix(keys.foreignPrefix().plus(Bytes.utf8("/")));
    Pending<Page> count = target.range(RangeQuery.count(records, 0));
    Pending<Page> first = target.range(RangeQuery.page(records, 0, limit));
    boolean leading = status.isLeading();
    Optional<String> leader = Election.read(target, keys).leader();
    return new DriftReport(
        leading ? "leader" : "follower",
        leader.orElse(null),
        leading ? null : hint(leader),
        leading ? drift.read(limit) : null,
        count.await().count(),
        first.await().keys().stream().map(this::foreignKey).toList());
  }

  private static String hint(Optional<String> leader) {
    return leader
        .map(name -> "the writes are known to the leader alone: ask replica " + name)
        .orElse("the writes are known to the leader alone, and nobody leads now: ask again later");
  }

  private ForeignKey foreignKey(KeyValue record) {
    ForeignRecord foreign = ForeignRecord.fromJson(record.value());
    Long revision = foreign.revision() == 0 ? null : foreign.revision();
    String key = keys.foreignKey(record.key()).utf8();
    return new ForeignKey(key, revision, foreign.seenAt().orElse(null));
  }
}
