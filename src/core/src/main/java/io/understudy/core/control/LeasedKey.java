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
   * Who has the turn. A key that hangs on no lease is nobody's: none of us has put it so, somebody
   * did by hand, for one by putting back what a backup held. It would stay for ever, so it is
   * removed. Whoever's key it has replaced loses the turn by that, as by the end of a lease.
   *
   * @param found what the target has, of which nothing but this key is looked at
   * @return null if nobody has it
   * @throws EtcdException if the target refuses to remove it
   */
  public static @Nullable KeyValue holder(Etcd target, Found found, Bytes key) {
    KeyValue there = found.keys().get(key);
    if (there == null || there.lease() != 0) {
      return there;
    }
    Txn removal =
        new Txn(
            List.of(new Txn.Condition.ModRevisionIs(key, there.modRevision())),
            List.of(Txn.delete(key)));
    return switch (target.txn(removal).await()) {
      case TxnOutcome.Committed committed -> null;
      case TxnOutcome.Rejected rejected -> throw rejected.cause();
      // It is seen at the next look.
      case TxnOutcome.ConditionFailed changed -> there;
      case TxnOutcome.Unknown unknown -> there;
    };
  }
}
