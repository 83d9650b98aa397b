package io.understudy.core.role;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.PlacedRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be done with one parked object, given its two places. Pure. */
sealed interface UnparkStep {

  /** It is not parked any more: an earlier Txn of this or another worker has moved it. */
  record Gone() implements UnparkStep {}

  /** To be written, on these conditions and the fence's. */
  record Write(List<Condition> conditions, List<Txn.Write> writes) implements UnparkStep {}

  /** Somebody else's object has its place; nothing is overwritten. */
  record Occupied() implements UnparkStep {}

  /**
   * @param parked as it is where it is parked, null if it is not
   * @param there what its own place holds, null for nothing
   */
  static UnparkStep of(
      ControlKeys keys, Bytes key, @Nullable KeyValue parked, @Nullable KeyValue there) {
    if (parked == null) {
      return new Gone();
    }
    if (there == null) {
      return into(keys, key, parked);
    }
    return there.value().equals(parked.value())
        ? new Write(
            List.of(
                new Condition.ModRevisionIs(parked.key(), parked.modRevision()),
                new Condition.ModRevisionIs(key, there.modRevision())),
            List.of(Txn.delete(parked.key())))
        : new Occupied();
  }

  /** The put into an empty place, the value as it is. */
  static Write into(ControlKeys keys, Bytes key, KeyValue parked) {
    return new Write(
        List.of(
            new Condition.ModRevisionIs(keys.parked(key), parked.modRevision()),
            new Condition.CreateRevisionIs(key, 0)),
        List.of(Txn.put(key, parked.value()), Txn.delete(keys.parked(key))));
  }

  /**
   * What a Txn with such puts holds beside them: its revision proves later that they came out of
   * park.
   *
   * @param first the first of the keys that it puts
   */
  static Txn.Write mark(ControlKeys keys, Bytes first) {
    return Txn.put(keys.placed(first), PlacedRecord.JSON);
  }
}
