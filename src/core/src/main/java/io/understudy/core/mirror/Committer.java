package io.understudy.core.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition;
import io.understudy.core.port.TxnOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes one Txn after the other, each with the checkpoint that says what it did and on condition
 * that the previous one is still there.
 */
final class Committer {

  private final RunContext context;
  private final LeaseBook leases;
  private final OwnMarks marks;
  private Checkpoint checkpoint;
  private long checkpointRevision;

  /**
   * @param checkpointRevision target revision of the checkpoint's last put, 0 if there is none
   */
  Committer(
      RunContext context,
      LeaseBook leases,
      OwnMarks marks,
      Checkpoint checkpoint,
      long checkpointRevision) {
    this.context = context;
    this.leases = leases;
    this.marks = marks;
    this.checkpoint = checkpoint;
    this.checkpointRevision = checkpointRevision;
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  /** Target revision of the checkpoint's last put. */
  long checkpointRevision() {
    return checkpointRevision;
  }

  /**
   * Writes and checkpoint in one revision. Returns only when they are known to be there.
   *
   * @param revisions whole source revisions that the writes hold
   */
  void commit(List<Txn.Write> writes, Checkpoint next, int revisions) {
    commit(List.of(), writes, next, revisions);
  }

  /**
   * As {@link #commit}, under an unchanged checkpoint, and only if these keys are as they were.
   *
   * @param unchanged keys that others write, each with the target revision of its last put
   * @return false if one of them is at another revision by now: nothing has been written then, nor
   *     will be
   */
  boolean commitIf(List<Condition.ModRevisionIs> unchanged, List<Txn.Write> writes) {
    return commit(unchanged, writes, checkpoint, 0);
  }

  private boolean commit(
      List<Condition.ModRevisionIs> unchanged,
      List<Txn.Write> writes,
      Checkpoint next,
      int revisions) {
    List<Txn.Write> mark = marks.after(checkpointRevision, next.driftRevision());
    Bytes nextJson = next.toJson();
    for (int tried = 1; ; tried++) {
      long sent = context.timing().nanos();
      TxnOutcome outcome = context.target().txn(txn(unchanged, writes, mark, nextJson)).await();
      switch (outcome) {
        case TxnOutcome.Committed committed -> {
          context.applied(sent);
          marks.landed(mark, committed.revision());
          landed(next, committed.revision(), revisions, writes);
          return true;
        }
        case TxnOutcome.Rejected rejected -> rejected(rejected.cause(), tried, writes);
        case TxnOutcome.ConditionFailed failed -> {
          if (landedBefore(mark, nextJson, next, revisions, writes)) {
            return true;
          }
          if (anyChanged(unchanged)) {
            return false;
          }
          context.observer().fenced("a Txn was refused: another leads, or the site was promoted");
          throw new Interrupted.Deposed("the fence of this term does not hold any more");
        }
        case TxnOutcome.Unknown unknown -> {
          if (landedBefore(mark, nextJson, next, revisions, writes)) {
            return true;
          }
          giveUpAfter(tried, unknown.cause());
        }
      }
    }
  }

  /** No key comes back to a revision that it has left, so a Txn that asked for it is refused. */
  private boolean anyChanged(List<Condition.ModRevisionIs> unchanged) {
    if (unchanged.isEmpty()) {
      return false;
    }
    List<Bytes> keys = unchanged.stream().map(Condition.ModRevisionIs::key).toList();
    Map<Bytes, KeyValue> now =
        context.patiently("keys", () -> context.target().get(keys, 0).await().keys());
    return unchanged.stream()
        .anyMatch(
            was -> {
              KeyValue is = now.get(was.key());
              return is == null || is.modRevision() != was.revision();
            });
  }

  private Txn txn(
      List<Condition.ModRevisionIs> unchanged,
      List<Txn.Write> writes,
      List<Txn.Write> mark,
      Bytes checkpointJson) {
    Fence fence = context.leadership().fence();
    if (fence == null) {
      throw new Interrupted.Deposed("the lease of this leader ran out");
    }
    List<Condition> conditions = new ArrayList<>(fence.conditions(context.keys()));
    conditions.addAll(unchanged);
    conditions.add(new Condition.ModRevisionIs(context.keys().checkpoint(), checkpointRevision));
    List<Txn.Write> all = new ArrayList<>(leases.translate(writes));
    all.addAll(mark);
    all.add(Txn.put(context.keys().checkpoint(), checkpointJson));
    return new Txn(conditions, all);
  }

  /** After an answer that leaves it open: the checkpoint tells whether the Txn was applied. */
  private boolean landedBefore(
      List<Txn.Write> mark,
      Bytes nextJson,
      Checkpoint next,
      int revisions,
      List<Txn.Write> writes) {
    Bytes key = context.keys().checkpoint();
    KeyValue now =
        context.patiently(
            "checkpoint", () -> context.target().get(List.of(key), 0).await().keys().get(key));
    boolean landed =
        now != null && now.modRevision() > checkpointRevision && now.value().equals(nextJson);
    if (landed) {
      marks.landed(mark, now.modRevision());
      landed(next, now.modRevision(), revisions, writes);
    }
    return landed;
  }

  private void landed(Checkpoint next, long revision, int revisions, List<Txn.Write> writes) {
    checkpoint = next;
    checkpointRevision = revision;
    long bytes = 0;
    for (Txn.Write write : writes) {
      bytes += KeyWrites.bytes(write);
    }
    context.observer().committed(next, revision, revisions, writes.size(), bytes);
  }

  private void rejected(EtcdException cause, int tried, List<Txn.Write> writes) {
    if (cause.kind() == EtcdException.Kind.TOO_LARGE) {
      context.learn(writes, cause);
      throw new Interrupted.TooLarge(String.valueOf(cause.getMessage()));
    }
    if (cause.kind() == EtcdException.Kind.LEASE_NOT_FOUND && tried < context.limits().retries()) {
      leases.forgetAll();
      return;
    }
    throw cause;
  }

  private void giveUpAfter(int tried, EtcdException cause) {
    if (tried >= context.limits().retries()) {
      throw cause;
    }
    context.observer().retried("write to the target", String.valueOf(cause.getMessage()));
    context.timing().backOff(context.limits().retryPause().multipliedBy(1L << Math.min(tried, 5)));
  }
}
