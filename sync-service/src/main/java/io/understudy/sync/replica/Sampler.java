package io.understudy.sync.replica;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.failover.truth.SiteReader;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import io.understudy.sync.status.ControlRecords;
import io.understudy.sync.status.SourceClock;
import io.understudy.sync.status.StatusBoard;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks both ends where they are. Each of its methods takes a few calls' time at most. */
public final class Sampler {

  /** Within what an account that may only read Kubernetes' keys is allowed to read. */
  private static final RangeQuery REVISION =
      RangeQuery.count(KeyRange.only(Bytes.utf8("/registry/")), 0);

  private final Etcd source;
  private final Etcd target;
  private final ControlKeys keys;
  private final SiteReader role;
  private final SourceClock clock;
  private final StatusBoard board;
  private final InstantSource time;
  private final Supplier<Optional<String>> sourceTls;
  private final Supplier<Optional<String>> targetTls;

  /**
   * @param role reads what the target says of its site's role
   * @param sourceTls why the TLS files of the source are not in force, empty if they are
   * @param targetTls likewise
   */
  Sampler(
      Etcd source,
      Etcd target,
      ControlKeys keys,
      SiteReader role,
      SourceClock clock,
      StatusBoard board,
      InstantSource time,
      Supplier<Optional<String>> sourceTls,
      Supplier<Optional<String>> targetTls) {
    this.source = source;
    this.target = target;
    this.keys = keys;
    this.role = role;
    this.clock = clock;
    this.board = board;
    this.time = time;
    this.sourceTls = sourceTls;
    this.targetTls = targetTls;
  }

  public void sampleSource() {
    board.ends().sourceTls(sourceTls.get());
    SourceClock.Question question = clock.ask(time.instant());
    try {
      clock.answer(question, source.range(REVISION).await().revision());
      board.ends().sourceSampled();
    } catch (EtcdException failure) {
      board.ends().sourceFailed(String.valueOf(failure.getMessage()));
    }
  }

  public void sampleTarget() {
    board.ends().targetTls(targetTls.get());
    try {
      ControlRecords records = ControlRecords.read(target, keys);
      board.siteSampled(role.read(target));
      board.targetSampled(records);
    } catch (EtcdException | CorruptRecordException failure) {
      board.ends().targetFailed(String.valueOf(failure.getMessage()));
    }
  }
}
