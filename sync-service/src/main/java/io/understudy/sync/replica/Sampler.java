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

  Sampler(
      Etcd source,
      Etcd target,
      ControlKeys keys,
      SourceClock clock,
      StatusBoard board,
      InstantSource time) {
    this.source = source;
    this.target = target;
    this.keys = keys;
    this.clock = clock;
    this.board = board;
    this.time = time;
  }

  public void sampleSource() {
    SourceClock.Question question = clock.ask(time.instant());
    try {
      clock.answer(question, source.range(REVISION).await().revision());
      board.sourceSampled();
    } catch (EtcdException failure) {
      board.sourceFailed(String.valueOf(failure.getMessage()));
    }
  }

  public void sampleTarget() {
    try {
      board.targetSampled(ControlRecords.read(target, keys));
    } catch (EtcdException | CorruptRecordException failure) {
      board.targetFailed(String.valueOf(failure.getMessage()));
    }
  }
}
