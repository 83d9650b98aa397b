package io.understudy.core.mirror;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Txn.Condition;
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
}
