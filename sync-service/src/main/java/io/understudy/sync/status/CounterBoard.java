package io.understudy.sync.status;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** The counters while they count. Safe for use by several threads. */
public final class CounterBoard {

  private final LongAdder committedTxns = new LongAdder();
  private final LongAdder revisions = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final Map<ResyncReason, LongAdder> resyncs = new EnumMap<>(ResyncReason.class);
  private final LongAdder holes = new LongAdder();
  private final LongAdder fenced = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder drift = new LongAdder();
  private final LongAdder repaired = new LongAdder();

  CounterBoard() {
    for (ResyncReason reason : ResyncReason.values()) {
      resyncs.put(reason, new LongAdder());
    }
  }

  void committed(int wholeRevisions, int written, long size) {
    committedTxns.increment();
    revisions.add(wholeRevisions);
    writes.add(written);
    bytes.add(size);
  }

  void resync(ResyncReason reason) {
    adder(reason).increment();
  }

  void hole() {
    holes.increment();
  }

  void fenced() {
    fenced.increment();
  }

  void retried() {
    retries.increment();
  }

  void drift() {
    drift.increment();
  }

  void repaired(long keys) {
    repaired.add(keys);
  }

  public long resyncs(ResyncReason reason) {
    return adder(reason).sum();
  }

  public Counters read() {
    Map<String, Long> byReason = new TreeMap<>();
    for (ResyncReason reason : ResyncReason.values()) {
      byReason.put(reason.text(), resyncs(reason));
    }
    return new Counters(
        committedTxns.sum(),
        revisions.sum(),
        writes.sum(),
        bytes.sum(),
        byReason,
        holes.sum(),
        fenced.sum(),
        retries.sum(),
        drift.sum(),
        repaired.sum());
  }

  private LongAdder adder(ResyncReason reason) {
    LongAdder adder = resyncs.get(reason);
    if (adder == null) {
      throw new IllegalStateException("no counter for " + reason);
    }
    return adder;
  }
}
