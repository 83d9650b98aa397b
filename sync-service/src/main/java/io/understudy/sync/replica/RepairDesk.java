package io.understudy.sync.replica;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.RepairRequest;
import io.understudy.core.control.RepairRequest.Surplus;
import io.understudy.core.control.RepairResult;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.sync.replica.Requests.PromotedException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Puts requests to recopy or delete keys on record in the target, one at a time, and tells what
 * became of them. Any replica can.
 */
public final class RepairDesk {

  private static final int ATTEMPTS = 5;

  private final Etcd target;
  private final ControlKeys keys;
  private final InstantSource time;
  private final long maxBytes;

  /**
   * @param maxBytes of a request's record
   */
  RepairDesk(Etcd target, ControlKeys keys, InstantSource time, long maxBytes) {
    this.target = target;
    this.keys = keys;
    this.time = time;
    this.maxBytes = maxBytes;
  }

  /** What came of asking. */
  public sealed interface Answer {

    /** It is on record, now or by an earlier request for the same keys that still waits. */
    record Asked(RepairRequest request) implements Answer {}

    /** Another one waits to be done. */
    record Busy(RepairRequest other) implements Answer {}

    /** The keys are too long in all. */
    record TooLarge(long bytes, long maxBytes) implements Answer {}
  }

  /**
   * What is known of one request.
   *
   * @param request while it waits, null once it is done
   * @param result once it is done
   */
  public record Known(Optional<RepairRequest> request, Optional<RepairResult> result) {}

  /**
   * @param wanted keys to recopy
   * @param surplus keys to delete from the target
   * @throws PromotedException if nothing is mirrored any more
   * @throws EtcdException if the target does not answer; the request may be on record all the same
   * @throws CorruptRecordException if a record cannot be read
   */
  public Answer ask(List<String> wanted, List<Surplus> surplus) {
    for (int tried = 1; ; tried++) {
      Found found = target.get(List.of(keys.term(), keys.repair()), 0).await();
      KeyValue term = found.keys().get(keys.term());
      if (term != null && TermRecord.fromJson(term.value()).isPromoted()) {
        throw new PromotedException();
      }
      KeyValue waiting = found.keys().get(keys.repair());
      if (waiting != null) {
        RepairRequest other = RepairRequest.fromJson(waiting.value());
        boolean same = other.keys().equals(wanted) && other.surplus().equals(surplus);
        return same ? new Answer.Asked(other) : new Answer.Busy(other);
      }
      RepairRequest request =
          new RepairRequest(Long.toString(found.revision()), time.instant(), wanted, surplus);
      Bytes json = request.toJson();
      if (json.length() > maxBytes) {
        return new Answer.TooLarge(json.length(), maxBytes);
      }
      if (put(request, json, term == null ? 0 : term.modRevision(), tried)) {
        return new Answer.Asked(request);
      }
    }
  }

  /**
   * @return empty if there is no such request, or none any more
   * @throws EtcdException if the target does not answer
   * @throws CorruptRecordException if a record cannot be read
   */
  public Optional<Known> find(String id) {
    if (!RepairResult.isId(id)) {
      return Optional.empty();
    }
    Found found = target.get(List.of(keys.repair(), keys.repaired(id)), 0).await();
    KeyValue done = found.keys().get(keys.repaired(id));
    if (done != null) {
      RepairResult result = RepairResult.fromJson(done.value());
      return Optional.of(new Known(Optional.empty(), Optional.of(result)));
    }
    return Optional.ofNullable(found.keys().get(keys.repair()))
        .map(waiting -> RepairRequest.fromJson(waiting.value()))
        .filter(request -> request.id().equals(id))
        .map(request -> new Known(Optional.of(request), Optional.empty()));
  }

  /**
   * @return false if the site's term, or what waits, has changed since it was read
   */
  private boolean put(RepairRequest request, Bytes json, long termRevision, int tried) {
    List<Txn.Condition> conditions =
        List.of(
            new Txn.Condition.ModRevisionIs(keys.term(), termRevision),
            new Txn.Condition.ModRevisionIs(keys.repair(), 0),
            new Txn.Condition.ModRevisionIs(keys.repaired(request.id()), 0));
    Txn txn = new Txn(conditions, List.of(Txn.put(keys.repair(), json)));
    return switch (target.txn(txn).await()) {
      case TxnOutcome.Committed committed -> true;
      case TxnOutcome.ConditionFailed failed when tried < ATTEMPTS -> false;
      case TxnOutcome.ConditionFailed failed ->
          throw new EtcdException(
              EtcdException.Kind.UNAVAILABLE,
              "the link's records in the target changed each time a repair was put beside them;"
                  + " ask again");
      case TxnOutcome.Rejected rejected -> throw rejected.cause();
      case TxnOutcome.Unknown unknown -> throw unknown.cause();
    };
  }
}
