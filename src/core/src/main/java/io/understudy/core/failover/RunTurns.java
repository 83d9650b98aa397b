package io.understudy.core.failover;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.LeasedKey;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import java.util.List;
import java.util.Optional;

/**
 * Lets one process at a time carry out runs: a leased key, which ends with its process. Every call
 * throws {@link EtcdException} if the target does not answer.
 */
public final class RunTurns {

  private final Etcd target;
  private final ControlKeys keys;
  private final String holder;
  private final long ttlSeconds;

  /**
   * @param holder what the key calls this process
   * @param ttlSeconds after which the turn of a process that vanished is over
   */
  public RunTurns(Etcd target, ControlKeys keys, String holder, long ttlSeconds) {
    this.target = target;
    this.keys = keys;
    this.holder = holder;
    this.ttlSeconds = ttlSeconds;
  }

  /** Empty if it is another's. */
  public Optional<RunTurn> take() {
    Found found = target.get(List.of(keys.runTurn()), 0).await();
    if (LeasedKey.holder(target, found, keys.runTurn(), ttlSeconds) != null) {
      return Optional.empty();
    }
    long lease = target.grantLease(ttlSeconds);
    Txn txn =
        new Txn(
            List.of(new Txn.Condition.CreateRevisionIs(keys.runTurn(), 0)),
            List.of(new Txn.Write.Put(keys.runTurn(), Bytes.utf8(holder), lease)));
    return switch (target.txn(txn).await()) {
      case TxnOutcome.Committed committed ->
          Optional.of(new RunTurn(holder, lease, committed.revision()));
      case TxnOutcome.ConditionFailed failed -> none(lease);
      // It may be there all the same, and goes with its lease.
      case TxnOutcome.Unknown unknown -> none(lease);
      case TxnOutcome.Rejected rejected -> {
        giveUp(lease);
        throw rejected.cause();
      }
    };
  }

  /**
   * @return false if it is over, or somebody has put another key in the place of this one
   */
  public boolean keepAlive(RunTurn turn) {
    return target.keepLeaseAlive(turn.lease()) > 0 && isThere(turn);
  }

  private boolean isThere(RunTurn turn) {
    KeyValue held = target.get(List.of(keys.runTurn()), 0).await().keys().get(keys.runTurn());
    return held != null && held.modRevision() == turn.revision();
  }

  /** Ends it, so that another need not wait. */
  public void giveUp(RunTurn turn) {
    giveUp(turn.lease());
  }

  private Optional<RunTurn> none(long lease) {
    giveUp(lease);
    return Optional.empty();
  }

  private void giveUp(long lease) {
    try {
      target.revokeLease(lease);
    } catch (EtcdException e) {
      // It runs out by itself within its time to live.
      return;
    }
  }
}
