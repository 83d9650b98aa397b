package io.understudy.core.orphan;

import io.understudy.core.check.CheckContext;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.ScopeRecord;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.RuleFileException;
import io.understudy.core.scope.Rules;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what was handed over, and refuses where that does not tell exactly what was not. */
final class HandoverReader {

  private final CheckContext context;

  HandoverReader(CheckContext context) {
    this.context = context;
  }

  /**
   * @param classifier by the rules that this site was mirrored under
   * @param sourceRevision the old primary's, now
   * @param historyReadable whether the old primary still knows what it held at W
   */
  record Read(
      Handover handover, Classifier classifier, long sourceRevision, boolean historyReadable) {}

  /**
   * @throws NotExactException if the orphans cannot be told exactly
   * @throws CorruptRecordException if the term cannot be read
   * @throws EtcdException if an end does not answer
   */
  Read read() {
    ControlKeys keys = context.keys();
    List<Bytes> wanted = List.of(keys.term(), keys.scope());
    Map<Bytes, KeyValue> records =
        context.patiently(() -> context.target().get(wanted, 0).await()).keys();
    KeyValue stored = records.get(keys.term());
    TermRecord term = stored == null ? TermRecord.none() : TermRecord.fromJson(stored.value());
    TermRecord.Claim claim = claim(term);
    TermRecord.Evidence evidence = evidence(claim);
    Handover handover = Handover.of(term, claim, evidence);
    Classifier classifier = rulesThen(records.get(keys.scope()));
    requireOldPrimary(term);
    EtcdStatus source = context.patiently(() -> context.source().askStatus().await());
    Found now = context.patiently(() -> context.source().get(lastKey(evidence), 0).await());
    requireSameLife(claim, evidence, source.clusterId(), source.raftTerm(), now.revision());
    boolean historyReadable = requireSameWay(claim, evidence, now);
    return new Read(handover, classifier, now.revision(), historyReadable);
  }

  private static TermRecord.Claim claim(TermRecord term) {
    if (!term.isPromoted()) {
      throw new NotExactException(
          "this site is no promoted one: its term says standby; ask the failover-service of the"
              + " site that took over");
    }
    TermRecord.Claim claim = term.claim();
    if (claim == null) {
      throw new NotExactException(
          "this site was promoted by force without a checkpoint, so nobody knows what it had"
              + " received; compare both sites by hand before the old primary is overwritten");
    }
    if (!claim.isEqual()) {
      throw new NotExactException(
          "this site was promoted by force amid a "
              + (claim.inParts() ? "change in parts" : "copy")
              + ", when it did not equal its source at any revision; compare both sites by hand"
              + " before the old primary is overwritten");
    }
    return claim;
  }

  private static TermRecord.Evidence evidence(TermRecord.Claim claim) {
    TermRecord.Evidence evidence = claim.evidence();
    if (evidence == null) {
      throw new NotExactException(
          "the term record of this site was written by an older version and does not say by what"
              + " the old primary is known again; compare both sites by hand");
    }
    return evidence;
  }

  private Classifier rulesThen(@Nullable KeyValue record) {
    if (record == null) {
      throw new NotExactException(
          "the record 'scope' of this site is gone, so the rules it was mirrored under are not"
              + " known; compare both sites by hand");
    }
    try {
      List<String> rules = ScopeRecord.fromJson(record.value()).rules();
      if (rules.size() != 1) {
        throw new NotExactException(
            "this site was mirrored under "
                + rules.size()
                + " sets of rules, as a change of rules had not ended; compare both sites by hand");
      }
      return context.classifier().under(Rules.restore(rules.getFirst()));
    } catch (CorruptRecordException | RuleFileException bad) {
      throw new NotExactException(
          "the rules in the record 'scope' of this site cannot be read ("
              + bad.getMessage()
              + "); compare both sites by hand");
    }
  }

  /** Once it is mirrored into, what it held before is not told from what it got. */
  private void requireOldPrimary(TermRecord here) {
    Map<Bytes, KeyValue> stored;
    try {
      List<Bytes> wanted = List.of(context.keys().term(), context.keys().checkpoint());
      stored = context.patiently(() -> context.source().get(wanted, 0).await()).keys();
    } catch (EtcdException e) {
      if (e.kind() == EtcdException.Kind.DENIED) {
        return;
      }
      throw e;
    }
    KeyValue term = stored.get(context.keys().term());
    TermRecord there = term == null ? TermRecord.none() : TermRecord.fromJson(term.value());
    boolean isOnlyTakenForOne = there.assumed() && !stored.containsKey(context.keys().checkpoint());
    if (!isOnlyTakenForOne && !there.isPromoted() && there.term() > here.term()) {
      throw new NotExactException(
          "the old primary is a standby since "
              + there.since()
              + " (term "
              + there.term()
              + "): it may be mirrored into already; what was left of its own is listed as foreign"
              + " keys there");
    }
  }

  private static List<Bytes> lastKey(TermRecord.Evidence evidence) {
    return List.of(evidence.lastKeyRevision() == 0 ? Bytes.utf8("/registry/") : evidence.lastKey());
  }

  private static void requireSameLife(
      TermRecord.Claim claim,
      TermRecord.Evidence evidence,
      long clusterId,
      long raftTerm,
      long revision) {
    if (clusterId != claim.sourceClusterId()) {
      throw new NotExactException(
          "the etcd at understudy.source.endpoints has cluster id "
              + Long.toHexString(clusterId)
              + ", this site was mirrored from "
              + Long.toHexString(claim.sourceClusterId())
              + ": it is another etcd, or was restored or rebuilt; correct the endpoints, or compare"
              + " by hand");
    }
    if (raftTerm < evidence.sourceRaftTerm()) {
      throw restored(
          "its raft term went back from " + evidence.sourceRaftTerm() + " to " + raftTerm);
    }
    if (revision < claim.watermark()) {
      throw restored(
          "it is at revision " + revision + ", behind the watermark " + claim.watermark());
    }
  }

  /**
   * @return whether its history still reaches back to W
   */
  private boolean requireSameWay(TermRecord.Claim claim, TermRecord.Evidence evidence, Found now) {
    List<Bytes> lastKey = lastKey(evidence);
    Found then = null;
    try {
      then = context.patiently(() -> context.source().get(lastKey, claim.watermark()).await());
    } catch (EtcdException e) {
      if (e.kind() != EtcdException.Kind.COMPACTED) {
        throw e;
      }
    }
    if (evidence.lastKeyRevision() == 0) {
      return then != null;
    }
    KeyValue last = (then == null ? now : then).keys().get(evidence.lastKey());
    boolean isThere =
        then == null
            ? last == null
                || last.modRevision() == evidence.lastKeyRevision()
                || last.modRevision() > claim.watermark()
            : last != null && last.modRevision() == evidence.lastKeyRevision();
    if (!isThere) {
      throw restored(
          "the last key that it handed on is not at revision " + evidence.lastKeyRevision());
    }
    return then != null;
  }

  private static NotExactException restored(String evidence) {
    return new NotExactException(
        "the old primary was restored from a backup since the promotion: "
            + evidence
            + "; its revisions do not tell late writes from others; compare both sites by hand");
  }
}
