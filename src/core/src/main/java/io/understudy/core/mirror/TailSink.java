package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Repairs under an unchanged watermark, one Txn after the other. */
final class TailSink implements Sink {

  private final RunContext context;
  private final Committer committer;
  private final List<KeyWrites> queued = new ArrayList<>();
  private long queuedBytes;
  private long written;

  TailSink(RunContext context, Committer committer) {
    this.context = context;
    this.committer = committer;
  }

  @Override
  public void write(KeyWrites writes) {
    queued.add(writes);
    written++;
    queuedBytes += writes.bytes();
    Limits limits = context.txnLimits();
    if (queued.size() >= limits.txnMaxWrites() || queuedBytes >= limits.txnMaxBytes()) {
      flush();
    }
  }

  @Override
  public List<Bytes> flush() {
    List<List<KeyWrites>> txns = TailBatch.split(queued, context.txnLimits());
    queued.clear();
    queuedBytes = 0;
    for (List<KeyWrites> txn : txns) {
      committer.commit(TailBatch.flat(txn), committer.checkpoint(), 0);
    }
    return List.of();
  }

  @Override
  public void unequal(boolean isUnequal) {
    if (committer.checkpoint().inParts() != isUnequal) {
      committer.commit(List.of(), committer.checkpoint().inParts(isUnequal), 0);
    }
  }

  /** Keys written so far. */
  long written() {
    return written;
  }
}
