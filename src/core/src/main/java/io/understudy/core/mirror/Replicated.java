package io.understudy.core.mirror;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.ScopeRecord;
import io.understudy.core.control.TermRecord;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.RuleFileException;
import io.understudy.core.scope.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this target is known to have handed on when it was itself the source of its present source,
 * before that one was promoted. Of such a key the source lacks now, it is known that it was deleted
 * there; any other may be a late write of the old primary.
 *
 * <p>In doubt the answer is no: only what is unchanged since the watermark of the promotion counts,
 * and only if the rules in force then, and all its owners, let it through. An object that cannot be
 * read now counts for nothing, as its owners are unknown.
 */
final class Replicated {

  /**
   * The other etcd took objects of this size for sure, however it was configured; a larger one may
   * have been too large.
   */
  private static final int SURELY_TAKEN_MAX_BYTES = 60 << 10;

  /** Whatever its account could read of the source then, this was within its reach. */
  private static final Bytes SURELY_WITHIN_REACH = Bytes.utf8("/registry/");

  /** Of a target that never was its source's source. */
  static final Replicated NOTHING = new Replicated(0, new RegistryIndex(true));

  private final long watermark;
  private final RegistryIndex index;

  /**
   * @param watermark target revision up to which the source held what the target held
   * @param index all objects of the target that existed at the watermark, placed by the rules then
   *     in force; left out if that is in doubt
   */
  private Replicated(long watermark, RegistryIndex index) {
    this.watermark = watermark;
    this.index = index;
  }

  /** Reads the source's records, and if this target was its source, all of the target once. */
  static Replicated read(RunContext context, Requests requests, EtcdStatus target) {
    ControlKeys keys = context.keys();
    Map<Bytes, KeyValue> records = records(context);
    KeyValue term = records.get(keys.term());
    KeyValue scope = records.get(keys.scope());
    TermRecord.Claim claim = term == null ? null : TermRecord.fromJson(term.value()).claim();
    Classifier rules = scope == null ? null : rulesThen(context, scope.value());
    if (claim == null || !claim.isEqual() || rules == null) {
      return NOTHING;
    }
    return isStillThatSource(context, claim, target)
        ? new Replicated(claim.watermark(), index(context, requests, rules, claim.watermark()))
        : NOTHING;
  }

  /** A target restored from a backup since may hold other objects at the same revisions. */
  private static boolean isStillThatSource(
      RunContext context, TermRecord.Claim claim, EtcdStatus target) {
    if (claim.sourceClusterId() != target.clusterId() || target.revision() < claim.watermark()) {
      return false;
    }
    TermRecord.Evidence evidence = claim.evidence();
    if (evidence == null || target.raftTerm() < evidence.sourceRaftTerm()) {
      return false;
    }
    if (evidence.lastKeyRevision() == 0) {
      return true;
    }
    Bytes key = evidence.lastKey();
    KeyValue last =
        context.patiently(
            "last key handed on",
            () -> context.target().get(List.of(key), 0).await().keys().get(key));
    return last != null
        && (last.modRevision() == evidence.lastKeyRevision()
            || last.modRevision() > claim.watermark());
  }

  /** An account that may only read Kubernetes' keys gets to know nothing. */
  private static Map<Bytes, KeyValue> records(RunContext context) {
    List<Bytes> wanted = List.of(context.keys().term(), context.keys().scope());
    try {
      return context.patiently(
          "records of the source", () -> context.source().get(wanted, 0).await().keys());
    } catch (EtcdException e) {
      if (e.kind() == EtcdException.Kind.DENIED) {
        return Map.of();
      }
      throw e;
    }
  }

  boolean contains(KeyValue visible) {
    boolean late = visible.modRevision() > watermark;
    if (late || !visible.key().startsWith(SURELY_WITHIN_REACH)) {
      return false;
    }
    Life life = index.life(visible.key());
    return life != null && !life.opaque() && life.placement() != Placement.LEAVE_OUT;
  }

  /** Null if they cannot be told: the record is only evidence, and it is the source's. */
  private static @Nullable Classifier rulesThen(RunContext context, Bytes record) {
    try {
      ScopeRecord scope = ScopeRecord.fromJson(record);
      return scope.rules().size() == 1
          ? context.classifier().under(Rules.restore(scope.rules().getFirst()))
          : null;
    } catch (CorruptRecordException | RuleFileException e) {
      context.observer().retried("rules on record in the source", String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static RegistryIndex index(
      RunContext context, Requests requests, Classifier rules, long watermark) {
    RegistryIndex index = new RegistryIndex(rules.rules().followOwners());
    PageSize size = new PageSize(context.limits());
    for (KeyRange range : ScanOrder.within(SourceReach.WHOLE)) {
      Pager pager = new Pager(context, context.target(), range, size);
      while (!pager.isDone()) {
        index.apply(puts(pager.next(0).keys(), rules, watermark));
        requests.stopIfAsked();
      }
    }
    if (rules.rules().followOwners()) {
      leaveOutDoubtful(index);
    }
    return index;
  }

  private static List<RegistryIndex.Change> puts(
      List<KeyValue> page, Classifier rules, long watermark) {
    List<RegistryIndex.Change> changes = new ArrayList<>();
    for (KeyValue kv : page) {
      if (kv.createRevision() <= watermark) {
        Facts facts = Facts.of(rules.classify(kv));
        boolean doubtful = kv.value().length() > SURELY_TAKEN_MAX_BYTES;
        changes.add(
            new RegistryIndex.Change.Put(
                doubtful
                    ? facts.placedAt(Placement.LEAVE_OUT, "it may have been too large")
                    : facts));
      }
    }
    return changes;
  }

  /** An owner that is not here any more may have been left out, and its dependents with it. */
  private static void leaveOutDoubtful(RegistryIndex index) {
    List<RegistryIndex.Change> doubtful;
    do {
      doubtful = new ArrayList<>();
      for (Bytes key : index.ownedKeys()) {
        Life life = index.life(key);
        if (life != null && life.placement() != Placement.LEAVE_OUT && isDoubtful(index, life)) {
          doubtful.add(new RegistryIndex.Change.Put(leftOut(key, life)));
        }
      }
      index.apply(doubtful);
    } while (!doubtful.isEmpty());
  }

  private static Facts leftOut(Bytes key, Life life) {
    return new Facts(
        key,
        life.uid(),
        life.opaque(),
        life.owners(),
        Placement.LEAVE_OUT,
        false,
        "an owner is not here",
        0,
        false);
  }

  private static boolean isDoubtful(RegistryIndex index, Life life) {
    for (Facts.Owner owner : life.owners()) {
      Placement placement = index.placementOf(owner);
      if (placement == null || placement == Placement.LEAVE_OUT) {
        return true;
      }
    }
    return false;
  }
}
