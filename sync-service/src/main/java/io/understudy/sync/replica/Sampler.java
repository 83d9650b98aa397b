package io.understudy.sync.replica;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
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

/** Asks both ends where they are. Each of its methods takes one call's time at most. */
public final class Sampler {

  /** Within what an account that may only read Kubernetes' keys is allowed to read. */
  private static final RangeQuery REVISION =
      RangeQuery.count(KeyRange.only(Bytes.utf8("/registry/")), 0);

  private final Etcd source;
  private final Etcd target;
  private final ControlKeys keys;
  private final SourceClock clock;
  private final StatusBoard board;
  private final InstantSource time;
  private final Supplier<Optional<String>> sourceTls;
  private final Supplier<Optional<String>> targetTls;

  /**
   * @param sourceTls why the TLS files of the source are not in force, empty if they are
   * @param targetTls likewise
   */
  Sampler(
      Etcd source,
      Etcd target,
      ControlKeys keys,
      SourceClock clock,
      StatusBoard board,
      InstantSource time,
      Supplier<Optional<String>> sourceTls,
      Supplier<Optional<String>> targetTls) {
    this.source = source;
    this.target = target;
    this.keys = keys;
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
      board.targetSampled(ControlRecords.read(target, keys));
    } catch (EtcdException | CorruptRecordException failure) {
      board.ends().targetFailed(String.valueOf(failure.getMessage()));
    }
  }
}
