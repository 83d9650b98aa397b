package io.understudy.core.mirror;

import io.understudy.core.equality.DifferenceClass;
import io.understudy.core.port.Txn;
import java.util.List;

/** What one key of the target needs to be as the source wants it. */
sealed interface Settlement {

  /** It is as it should be. */
  record Settled() implements Settlement {}

  /**
   * It differs only in what the standby itself maintains: left as it is and counted.
   *
   * @param writes to its other place
   */
  record Standbys(DifferenceClass difference, List<Txn.Write> writes) implements Settlement {}

  /** Written in place. */
  record Write(List<Txn.Write> writes) implements Settlement {}

  /**
   * It must leave the registry first, after its dependents.
   *
   * @param returns another object comes back under the key afterwards
   */
  record Leave(List<Txn.Write> writes, boolean returns) implements Settlement {}

  /** In scope, on the target alone, and not the mirror's: left as it is and reported. */
  record Foreign(List<Txn.Write> writes) implements Settlement {}
}
