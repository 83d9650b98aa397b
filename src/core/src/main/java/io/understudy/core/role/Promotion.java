package io.understudy.core.role;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one compare-and-set that makes a standby the primary: the term with the mirror's last claim,
 * and no checkpoint any more. Pure.
 */
final class Promotion {

  private static final String UNDER_WAY = "promotion under way: ";

  private final ControlKeys keys;
  private final RoleRequest request;
  private final Rival rival;
  private final long clusterId;
  private final String holder;
  private final Instant since;

  /**
   * @param clusterId of the etcd that is promoted
   * @param since also what tells this call's own Txn from that of an earlier call
   */
  Promotion(
      ControlKeys keys,
      RoleRequest request,
      Rival rival,
      long clusterId,
      String holder,
      Instant since) {
    this.keys = keys;
    this.request = request;
    this.rival = rival;
    this.clusterId = clusterId;
    this.holder = holder;
    this.since = since;
  }

  /**
   * The expected term is gone once the request has fenced the mirror off. Then the record tells
   * whether it still goes on: who takes the term after it, to lead or to withdraw it, ends it.
   *
   * @throws CorruptRecordException if the checkpoint cannot be read and it is not forced
   */
  Decision decide(SiteRecords seen) {
    TermRecord term = seen.term();
    if (term.isPromoted()) {
      return new Decision.Settled(promoted(term));
    }
    boolean underWay = request.made(term, UNDER_WAY + request.reason());
    if (!underWay && term.term() != request.expectedTerm()) {
      return new Decision.Settled(new RoleChange.WrongTerm(request.expectedTerm(), term));
    }
    Optional<String> against = rival.against(term, clusterId);
    if (against.isPresent()) {
      return new Decision.Settled(
          new RoleChange.Refused(
              against.get(),
              "if the other site is to stay the primary, run a reprotect there; if this one is to be"
                  + " it, stop the other one's API servers and etcd first",
              term));
    }
    TermRecord.Claim claim = claim(seen.checkpoint());
    if (!request.force() && (claim == null || !claim.isEqual())) {
      return new Decision.Settled(
          new RoleChange.Refused(
              unproven(claim),
              "wait for the tail, or repeat with \"force\": true to promote what there is",
              term));
    }
    return new Decision.Change(txn(seen, claim));
  }

  /** Fences the mirror off, so that the checkpoint stands still. */
  Txn fencingOff(SiteRecords seen) {
    TermRecord next =
        new TermRecord(
            TermRecord.Role.STANDBY,
            seen.term().term() + 1,
            holder,
            since,
            UNDER_WAY + request.reason(),
            request.onRecord(),
            null,
            seen.term().assumed());
    return new Txn(
        List.of(new Condition.ModRevisionIs(keys.term(), seen.termRevision())),
        List.of(Txn.put(keys.term(), next.toJson())));
  }

  private RoleChange promoted(TermRecord term) {
    if (request.made(term, request.reason())) {
      boolean ours = term.since().equals(since) && term.holder().equals(holder);
      return new RoleChange.Changed(term, !ours);
    }
    return new RoleChange.Refused(
        "this site is already promoted, in term " + term.term() + ": " + term.reason(),
        "nothing is left to do; POST /api/v1/unpark puts parked objects in place",
        term);
  }

  private TermRecord.@Nullable Claim claim(@Nullable KeyValue stored) {
    if (stored == null) {
      return null;
    }
    try {
      Checkpoint checkpoint = Checkpoint.fromJson(stored.value());
      return new TermRecord.Claim(
          checkpoint.source().clusterId(),
          checkpoint.watermark(),
          stored.modRevision(),
          checkpoint.phase(),
          checkpoint.inParts(),
          new TermRecord.Evidence(
              checkpoint.source().raftTerm(),
              checkpoint.lastKey(),
              checkpoint.lastKeyRevision(),
              checkpoint.driftRevision(),
              checkpoint.rules()));
    } catch (CorruptRecordException e) {
      if (request.force()) {
        return null;
      }
      throw e;
    }
  }

  private static String unproven(TermRecord.@Nullable Claim claim) {
    if (claim == null) {
      return "the standby has no checkpoint: it was never known to equal its source";
    }
    return claim.inParts()
        ? "the standby is between the parts of one change of its source"
        : "the standby is not known to equal its source: phase "
            + claim.phase().name().toLowerCase(java.util.Locale.ROOT);
  }

  private Txn txn(SiteRecords seen, TermRecord.@Nullable Claim claim) {
    TermRecord next =
        new TermRecord(
            TermRecord.Role.PROMOTED,
            seen.term().term() + 1,
            holder,
            since,
            request.reason(),
            request.onRecord(),
            claim);
    List<Txn.Write> writes = new ArrayList<>();
    writes.add(Txn.put(keys.term(), next.toJson()));
    writes.add(Txn.delete(keys.checkpoint()));
    keys.requests().forEach(key -> writes.add(Txn.delete(key)));
    return new Txn(
        List.of(
            new Condition.ModRevisionIs(keys.term(), seen.termRevision()),
            new Condition.ModRevisionIs(keys.checkpoint(), seen.checkpointRevision())),
        writes);
  }
}
