package io.understudy.core.mirror;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition;
import java.util.ArrayList;
import java.util.List;

/**
 * The condition that every write of one leader carries.
 *
 * @param term number of the term
 * @param termRevision target revision at which the term record was put
 * @param leaderRevision target revision at which the leader's leased key was created
 */
public record Fence(long term, long termRevision, long leaderRevision) {

  public List<Condition> conditions(ControlKeys keys) {
    return List.of(
        new Condition.ModRevisionIs(keys.term(), termRevision),
        new Condition.CreateRevisionIs(keys.leader(), leaderRevision));
  }

  /** Deletes the term record, if it is still that of this fence and there is no checkpoint. */
  Txn withdrawal(ControlKeys keys) {
    List<Condition> conditions = new ArrayList<>(conditions(keys));
    conditions.add(new Condition.CreateRevisionIs(keys.checkpoint(), 0));
    return new Txn(conditions, List.of(Txn.delete(keys.term())));
  }
}
