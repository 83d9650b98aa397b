package io.understudy.core.role;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a site ready to be mirrored into: its term says standby, above every term of either side,
 * and nothing is left of an earlier life as a standby. Pure.
 */
final class Demotion {

  private final ControlKeys keys;
  private final RoleRequest request;
  private final long aboveTerm;
  private final String holder;
  private final Instant since;

  /**
   * @param aboveTerm the other side's term, 0 if it is not known
   */
  Demotion(ControlKeys keys, RoleRequest request, long aboveTerm, String holder, Instant since) {
    this.keys = keys;
    this.request = request;
    this.aboveTerm = aboveTerm;
    this.holder = holder;
    this.since = since;
  }

  /**
   * @param parked how many objects are parked
   */
  Decision decide(SiteRecords seen, long parked) {
    TermRecord term = seen.term();
    if (isStandby(seen)) {
      return new Decision.Settled(standby(term));
    }
    if (term.term() != request.expectedTerm()) {
      return new Decision.Settled(new RoleChange.WrongTerm(request.expectedTerm(), term));
    }
    if (parked > 0 && !request.force()) {
      return new Decision.Settled(
          new RoleChange.Refused(
              parked + " objects are still parked here, which the next mirror into this site drops",
              "finish POST /api/v1/unpark and settle what it reports as left, or repeat with"
                  + " \"force\": true to lose them",
              term));
    }
    return new Decision.Change(txn(seen));
  }

  /** One that a mirror only took for a standby, and has not mirrored into, is none yet. */
  private static boolean isStandby(SiteRecords seen) {
    TermRecord term = seen.term();
    boolean isTakenForOne = term.assumed() && seen.checkpointRevision() == 0;
    return seen.termRevision() > 0 && !term.isPromoted() && !isTakenForOne;
  }

  /** What has to hold while the records of the earlier life are deleted. */
  List<Condition> conditions(SiteRecords seen) {
    return List.of(new Condition.ModRevisionIs(keys.term(), seen.termRevision()));
  }

  private RoleChange standby(TermRecord term) {
    if (request.made(term, request.reason())) {
      boolean ours = term.since().equals(since) && term.holder().equals(holder);
      return new RoleChange.Changed(term, !ours);
    }
    return new RoleChange.Refused(
        "this site is a standby already, in term " + term.term() + ": " + term.reason(),
        "nothing is left to do",
        term);
  }

  private Txn txn(SiteRecords seen) {
    TermRecord next =
        new TermRecord(
            TermRecord.Role.STANDBY,
            Math.addExact(Math.max(seen.term().term(), aboveTerm), 1),
            holder,
            since,
            request.reason(),
            request.onRecord(),
            null);
    List<Txn.Write> writes = new ArrayList<>();
    writes.add(Txn.put(keys.term(), next.toJson()));
    for (var key :
        List.of(keys.checkpoint(), keys.scope(), keys.copying(), keys.lead(), keys.unpark())) {
      writes.add(Txn.delete(key));
    }
    keys.requests().forEach(key -> writes.add(Txn.delete(key)));
    return new Txn(conditions(seen), writes);
  }
}
