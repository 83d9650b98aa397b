package io.understudy.core.mirror;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.RepairRequest;
import io.understudy.core.control.RepairResult;
import io.understudy.core.control.RepairResult.Outcome;
import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Recopies the keys that operators name, owners first, between two Txns of the tail: whatever their
 * difference, and contested ones too. Of what the source does not have only those are deleted that
 * operators have confirmed. A run that ends meanwhile leaves the request to the next one.
 */
final class Repairs {

  /** The newest results that are kept. */
  private static final int KEPT_RESULTS = 10;

  private static final int TRIMMED_AT_ONCE = 20;
  private static final int RESERVE_BYTES = 4096;

  private final RunContext context;
  private final SourceReach reach;
  private final RegistryIndex index;
  private final Requests requests;
  private final Committer committer;
  private final DriftLog driftLog;
  private final OwnMarks marks;
  private final Settler settler;

  /**
   * @param settler that rewrites differences of every class
   */
  Repairs(
      RunContext context,
      SourceReach reach,
      RegistryIndex index,
      Requests requests,
      Committer committer,
      DriftLog driftLog,
      OwnMarks marks,
      Settler settler) {
    this.context = context;
    this.reach = reach;
    this.index = index;
    this.requests = requests;
    this.committer = committer;
    this.driftLog = driftLog;
    this.marks = marks;
    this.settler = settler;
  }

  /**
   * Does what was asked for, if anything.
   *
   * @param base the tail
   * @param commit brings the target to the watermark
   * @throws CorruptRecordException if the request cannot be read
   */
  void step(Base base, Runnable commit) {
    Bytes asked = requests.repair();
    if (asked == null) {
      return;
    }
    RepairRequest request = RepairRequest.fromJson(asked);
    commit.run();
    Map<String, Outcome> outcomes = recopy(request, base);
    outcomes.putAll(deleteSurplus(request, base));
    RepairResult result =
        RepairResult.of(
            request.at(),
            context.timing().now(),
            outcomes,
            context.txnLimits().txnMaxBytes() - RESERVE_BYTES);
    record(request.id(), result);
    requests.takenUp();
    context.observer().repaired(request.id(), result);
  }

  private Map<String, Outcome> recopy(RepairRequest request, Base base) {
    Worklist worklist = new Worklist(index);
    worklist.ownersKnown();
    Origin origin =
        new Origin(
            committer.checkpoint().bornRevision(),
            committer.checkpoint().driftRevision(),
            driftLog.foreign(),
            context.classifier(),
            committer.checkpoint().driftRevision(),
            context.classifier(),
            marks.revisions(committer.checkpointRevision()));
    TailSink sink = new TailSink(context, committer);
    Settling settling =
        new Settling(context, index, worklist, settler, origin, base, sink, new HashMap<>());
    RepairKeys keys = new RepairKeys(context, reach, index, settling, base);
    Set<Bytes> asked = new LinkedHashSet<>();
    request.keys().forEach(key -> asked.add(Bytes.utf8(key)));
    keys.ask(asked);
    keys.writing().forEach(worklist::add);
    settling.settleAll();
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    keys.outcomes().forEach((key, outcome) -> outcomes.put(key.utf8(), outcome));
    return outcomes;
  }

  private Map<String, Outcome> deleteSurplus(RepairRequest request, Base base) {
    Map<Bytes, Long> confirmed = new LinkedHashMap<>();
    request.surplus().forEach(each -> confirmed.put(Bytes.utf8(each.key()), each.revision()));
    SurplusKeys surplus = new SurplusKeys(context, reach, committer, base, this::isToBeParked);
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    surplus.delete(confirmed).forEach((key, outcome) -> outcomes.put(key.utf8(), outcome));
    return outcomes;
  }

  private boolean isToBeParked(Bytes key) {
    Life life = index.life(key);
    return life != null && life.placement() == Placement.PARK;
  }

  private void record(String id, RepairResult result) {
    ControlKeys keys = context.keys();
    List<Txn.Write> writes = new ArrayList<>();
    writes.add(Txn.delete(keys.repair()));
    writes.add(Txn.put(keys.repaired(id), result.toJson()));
    oldResults().forEach(old -> writes.add(Txn.delete(old)));
    committer.commit(writes, committer.checkpoint(), 0);
  }

  /** All but the newest, so that with one more there are not too many; some of them. */
  private List<Bytes> oldResults() {
    RangeQuery all =
        RangeQuery.keys(
            KeyRange.prefix(context.keys().repairedPrefix()), 0, KEPT_RESULTS + TRIMMED_AT_ONCE);
    List<KeyValue> results =
        context.patiently("results of repairs", () -> context.target().range(all).await().keys());
    int surplus = Math.max(0, results.size() + 1 - KEPT_RESULTS);
    int room = Math.min(surplus, context.limits().txnMaxWrites() - 2);
    return results.stream()
        .sorted(Comparator.comparingLong(KeyValue::modRevision))
        .limit(room)
        .map(KeyValue::key)
        .toList();
  }
}
