package io.understudy.core.control;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A key that says whose turn something is, and goes with the lease of whoever has it. */
public final class LeasedKey {

  private LeasedKey() {}

  /**
   * Who has the turn. A key that hangs on no lease would say so for ever: none of us has put it,
   * somebody did by hand, for one by putting back what a backup held. It is given a lease that
   * nobody renews, so it ends as it would if whoever had the turn had vanished.
   *
   * @param found what the target has, of which nothing but this key is looked at
   * @param ttlSeconds how long whoever had the turn may take to see that it is over
   * @return null if nobody has it
   * @throws EtcdException if the target does not answer, or refuses
   */
  public static @Nullable KeyValue holder(Etcd target, Found found, Bytes key, long ttlSeconds) {
    KeyValue there = found.keys().get(key);
    if (there != null && there.lease() == 0) {
      hangOnLease(target, there, target.grantLease(ttlSeconds));
    }
    return there;
  }

  /** Without effect if it has changed, which is seen at the next look. */
  private static void hangOnLease(Etcd target, KeyValue there, long lease) {
    Txn txn =
        new Txn(
            List.of(new Txn.Condition.ModRevisionIs(there.key(), there.modRevision())),
            List.of(new Txn.Write.Put(there.key(), there.value(), lease)));
    switch (target.txn(txn).await()) {
      case TxnOutcome.Committed committed -> {}
      // It may be there all the same, and goes with its lease.
      case TxnOutcome.Unknown unknown -> {}
      case TxnOutcome.ConditionFailed changed -> target.revokeLease(lease);
      case TxnOutcome.Rejected rejected -> throw rejected.cause();
    }
  }
}
