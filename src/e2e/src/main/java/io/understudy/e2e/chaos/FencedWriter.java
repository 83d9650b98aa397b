package io.understudy.e2e.chaos;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;

/**
 * Writes each transaction exactly once, one after the other, whatever becomes of its answers: each
 * holds only on top of the one before, by a key that says whose turn it was. So what was
 * acknowledged is known for certain, and no transaction of a client that gave up lands later.
 */
final class FencedWriter {

  private static final int AFTER_FAILURE_MILLIS = 50;

  private final Etcd etcd;
  private final LongFunction<Bytes> mark;
  private final Bytes turnKey;
  private final BlockingQueue<Boolean> never = new LinkedBlockingQueue<>();
  private long turnRevision;
  private long turn;

  /**
   * @param mark value of the key at a turn, each another one
   * @param turnKey nobody else writes it; it does not exist yet
   */
  FencedWriter(Etcd etcd, LongFunction<Bytes> mark, Bytes turnKey) {
    this.etcd = etcd;
    this.mark = mark;
    this.turnKey = turnKey;
  }

  /**
   * Tries until it is acknowledged, or told to stop.
   *
   * @return its revision; empty if it was told to stop before anybody could say
   * @throws IllegalStateException if it is refused for what it is
   */
  Optional<Long> write(List<Txn.Write> writes, AtomicBoolean stop) throws InterruptedException {
    turn++;
    Bytes ours = mark.apply(turn);
    List<Txn.Write> all = new ArrayList<>(writes);
    all.add(Txn.put(turnKey, ours));
    Txn txn = new Txn(List.of(new Txn.Condition.ModRevisionIs(turnKey, turnRevision)), all);
    while (!stop.get()) {
      Optional<Long> done = attempt(txn, ours);
      if (done.isPresent()) {
        turnRevision = done.get();
        return done;
      }
      never.poll(AFTER_FAILURE_MILLIS, TimeUnit.MILLISECONDS);
    }
    return Optional.empty();
  }

  /** Value of the turn's key after the last write that was acknowledged. */
  Bytes last() {
    return mark.apply(turn);
  }

  private Optional<Long> attempt(Txn txn, Bytes ours) {
    return switch (etcd.txn(txn).await()) {
      case TxnOutcome.Committed committed -> Optional.of(committed.revision());
      case TxnOutcome.ConditionFailed failed -> landedBefore(ours);
      case TxnOutcome.Unknown unknown -> Optional.empty();
      case TxnOutcome.Rejected rejected when isPassing(rejected.cause()) -> Optional.empty();
      case TxnOutcome.Rejected rejected ->
          throw new IllegalStateException("an etcd refused a write", rejected.cause());
    };
  }

  private Optional<Long> landedBefore(Bytes ours) {
    try {
      return Optional.ofNullable(etcd.get(Set.of(turnKey), 0).await().keys().get(turnKey))
          .filter(kv -> kv.value().equals(ours))
          .map(KeyValue::modRevision);
    } catch (EtcdException notNow) {
      return Optional.empty();
    }
  }

  /** It was refused for the state of the etcd, not for what it is. */
  private static boolean isPassing(EtcdException refusal) {
    return refusal.kind() != EtcdException.Kind.INVALID
        && refusal.kind() != EtcdException.Kind.TOO_LARGE;
  }
}
