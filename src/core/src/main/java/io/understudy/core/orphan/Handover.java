package io.understudy.core.orphan;

import io.understudy.core.control.TermRecord;
import io.understudy.core.mirror.MirroredUnder;
import io.understudy.core.port.KeyRange;

/**
 * The promotion that made this site the primary, as far as it tells what the old one handed on.
 *
 * @param term of the promotion
 * @param sourceClusterId the old primary's, unsigned
 * @param watermark W: the old primary's revision that this site equalled
 * @param targetRevision T: this site's revision at which it did
 * @param driftRevision D: this site's revision up to which what others created is on record
 * @param reach what of the old primary the mirror could read
 */
public record Handover(
    long term,
    long sourceClusterId,
    long watermark,
    long targetRevision,
    long driftRevision,
    KeyRange reach) {

  static Handover of(TermRecord term, TermRecord.Claim claim, TermRecord.Evidence evidence) {
    return new Handover(
        term.term(),
        claim.sourceClusterId(),
        claim.watermark(),
        claim.targetRevision(),
        evidence.driftRevision(),
        MirroredUnder.of(evidence.rules()).range());
  }
}
