package io.understudy.testkit;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdException.Kind;
import io.understudy.core.port.Txn;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What etcd refuses before it looks at any key. */
final class TxnCheck {

  /** For the fields of the request around key and value, roughly. */
  private static final int OPERATION_OVERHEAD_BYTES = 16;

  private TxnCheck() {}

  static Optional<EtcdException> refusal(Txn txn, ModelStore.Limits limits) {
    int operations = Math.max(txn.conditions().size(), txn.writes().size());
    if (operations > limits.maxTxnOps()) {
      return refuse(Kind.INVALID, "too many operations in txn request");
    }
    if (txn.writes().stream().anyMatch(write -> write.key().isEmpty())
        || txn.conditions().stream().anyMatch(condition -> condition.key().isEmpty())) {
      return refuse(Kind.INVALID, "key is not provided");
    }
    if (hasTwoWritesOfOneKey(txn)) {
      return refuse(Kind.INVALID, "duplicate key given in txn request");
    }
    if (bytes(txn) > limits.maxRequestBytes()) {
      return refuse(Kind.TOO_LARGE, "request is too large");
    }
    return Optional.empty();
  }

  /** Deletes of one key may be repeated; a put stands alone. */
  private static boolean hasTwoWritesOfOneKey(Txn txn) {
    Set<Bytes> puts = new HashSet<>();
    Set<Bytes> deletes = new HashSet<>();
    for (Txn.Write write : txn.writes()) {
      boolean clash =
          switch (write) {
            case Txn.Write.Put put -> deletes.contains(put.key()) || !puts.add(put.key());
            case Txn.Write.Delete delete -> {
              deletes.add(delete.key());
              yield puts.contains(delete.key());
            }
          };
      if (clash) {
        return true;
      }
    }
    return false;
  }

  private static long bytes(Txn txn) {
    long bytes = 0;
    for (Txn.Condition condition : txn.conditions()) {
      bytes += OPERATION_OVERHEAD_BYTES + condition.key().length();
    }
    for (Txn.Write write : txn.writes()) {
      bytes += OPERATION_OVERHEAD_BYTES + write.key().length();
      if (write instanceof Txn.Write.Put put) {
        bytes += put.value().length();
      }
    }
    return bytes;
  }

  private static Optional<EtcdException> refuse(Kind kind, String why) {
    return Optional.of(new EtcdException(kind, "model: txn refused: " + why));
  }
}
