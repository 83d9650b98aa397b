package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Pending;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Txns side by side, each with the checkpoint that says "copying". Where one gets no answer a new
 * term is taken, so that nothing sent before can land any more, and its keys are handed back.
 */
final class CopySink implements Sink {

  private static final Bytes COPYING = Bytes.utf8("{\"version\":1}");

  private final RunContext context;
  private final Committer committer;
  private final LeaseBook leases;
  private final OwnMarks marks;
  private final Deque<InFlight> inFlight = new ArrayDeque<>();
  private final List<Bytes> unsure = new ArrayList<>();
  private List<KeyWrites> queued = new ArrayList<>();
  private int queuedWrites;
  private long queuedBytes;

  private boolean roundBegun;

  private record InFlight(
      List<KeyWrites> content,
      List<Txn.Write> mark,
      int writes,
      long bytes,
      long sent,
      Pending<TxnOutcome> outcome) {}

  CopySink(RunContext context, Committer committer, LeaseBook leases, OwnMarks marks) {
    this.context = context;
    this.committer = committer;
    this.leases = leases;
    this.marks = marks;
  }

  @Override
  public void write(KeyWrites writes) {
    Limits limits = context.txnLimits();
    long bytes = writes.bytes();
    boolean full =
        queuedWrites + writes.writes().size() > limits.txnMaxWrites()
            || queuedBytes + bytes > limits.txnMaxBytes();
    if (full) {
      send();
    }
    queued.add(writes);
    queuedWrites += writes.writes().size();
    queuedBytes += bytes;
  }

  @Override
  public List<Bytes> flush() {
    send();
    while (!inFlight.isEmpty()) {
      finishOldest();
    }
    if (roundBegun) {
      roundBegun = false;
      committer.commit(List.of(), committer.checkpoint(), 0);
    }
    List<Bytes> handedBack = List.copyOf(unsure);
    unsure.clear();
    return handedBack;
  }

  /** In a copy no equality is claimed anyway. */
  @Override
  public void unequal(boolean isUnequal) {}

  private void send() {
    if (queued.isEmpty()) {
      return;
    }
    while (inFlight.size() >= context.limits().copyTxnsInFlight()) {
      finishOldest();
    }
    Fence fence = context.leadership().fence();
    if (fence == null) {
      throw new Interrupted.Deposed("the lease of this leader ran out");
    }
    List<Txn.Write> writes = new ArrayList<>(queuedWrites + 1);
    queued.forEach(k -> writes.addAll(k.writes()));
    List<Txn.Condition> conditions = new ArrayList<>(fence.conditions(context.keys()));
    conditions.add(
        new Txn.Condition.ModRevisionIs(
            context.keys().checkpoint(), committer.checkpointRevision()));
    List<Txn.Write> all = new ArrayList<>(leases.translate(writes));
    all.add(Txn.put(context.keys().copying(), COPYING));
    List<Txn.Write> mark = List.of(marks.beside(committer.checkpointRevision()));
    all.addAll(mark);
    long sent = context.timing().nanos();
    Pending<TxnOutcome> outcome = context.target().txn(new Txn(conditions, all));
    inFlight.add(new InFlight(queued, mark, queuedWrites, queuedBytes, sent, outcome));
    roundBegun = true;
    queued = new ArrayList<>();
    queuedWrites = 0;
    queuedBytes = 0;
  }

  private void finishOldest() {
    InFlight oldest = inFlight.remove();
    switch (oldest.outcome.await()) {
      case TxnOutcome.Committed committed -> landed(oldest, committed.revision());
      case TxnOutcome.ConditionFailed failed -> {
        context.observer().fenced("a Txn of a copy was refused");
        throw new Interrupted.Deposed("the fence of this term does not hold any more");
      }
      case TxnOutcome.Rejected rejected -> rejected(oldest, rejected.cause());
      case TxnOutcome.Unknown unknown -> takeNewTerm(oldest, unknown.cause());
    }
  }

  private void landed(InFlight txn, long revision) {
    context.applied(txn.sent);
    marks.note(txn.mark, revision);
    context.observer().committed(committer.checkpoint(), revision, 0, txn.writes, txn.bytes);
  }

  private void rejected(InFlight txn, EtcdException cause) {
    switch (cause.kind()) {
      case LEASE_NOT_FOUND -> leases.forgetAll();
      case TOO_LARGE -> refusedAsTooLarge(txn, cause);
      default -> throw cause;
    }
    handBack(txn);
  }

  /** Several objects come again in smaller Txns; for one alone the index has to be made anew. */
  private void refusedAsTooLarge(InFlight txn, EtcdException cause) {
    List<Txn.Write> writes = new ArrayList<>();
    txn.content.forEach(k -> writes.addAll(k.writes()));
    if (context.learn(writes, cause) == TargetLimit.Learnt.OBJECT) {
      throw new Interrupted.TooLarge(String.valueOf(cause.getMessage()));
    }
  }

  /** All that is under way is awaited under the old term; what then is unsure can never land. */
  private void takeNewTerm(InFlight first, EtcdException cause) {
    context.observer().retried("write to the target", String.valueOf(cause.getMessage()));
    handBackUnsure(first);
    while (!inFlight.isEmpty()) {
      InFlight next = inFlight.remove();
      switch (next.outcome.await()) {
        case TxnOutcome.Committed committed -> landed(next, committed.revision());
        case TxnOutcome.Rejected rejected -> rejected(next, rejected.cause());
        case TxnOutcome.ConditionFailed failed -> handBack(next);
        case TxnOutcome.Unknown unknown -> handBackUnsure(next);
      }
    }
    if (context.leadership().renewTerm("a write got no answer") == null) {
      throw new Interrupted.Deposed("another leads, or the site was promoted");
    }
  }

  private void handBackUnsure(InFlight txn) {
    marks.unsure(txn.mark);
    handBack(txn);
  }

  private void handBack(InFlight txn) {
    txn.content.forEach(k -> unsure.add(k.key()));
  }
}
