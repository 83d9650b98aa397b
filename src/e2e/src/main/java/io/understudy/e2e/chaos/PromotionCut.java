package io.understudy.e2e.chaos;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.testkit.replay.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A target's history before and after it was promoted for the first time.
 *
 * @param before with the revision that promoted it; all of it if nobody did
 * @param isPromoted whether somebody did
 * @param claims whether the checkpoint claimed then that the target equals the source
 * @param recorded what the promotion says the target held
 * @param mirrorsWrites after that, by who claims to be its mirror: a line each
 */
record PromotionCut(
    History before,
    boolean isPromoted,
    boolean claims,
    Optional<TermRecord.Claim> recorded,
    List<String> mirrorsWrites) {

  PromotionCut {
    mirrorsWrites = List.copyOf(mirrorsWrites);
  }

  static PromotionCut of(History target, ControlKeys keys) {
    List<Revision> before = new ArrayList<>();
    List<String> writes = new ArrayList<>();
    Optional<TermRecord> promotion = Optional.empty();
    boolean claims = false;
    for (Revision revision : target.revisions()) {
      if (promotion.isEmpty()) {
        before.add(revision);
        promotion = promotion(revision, keys);
        if (promotion.isEmpty()) {
          claims = claims(revision, keys).orElse(claims);
        }
      } else if (isMirrors(revision, keys)) {
        writes.add("PROMOTED: a mirror wrote target revision " + revision.number());
      }
    }
    return new PromotionCut(
        new History(before),
        promotion.isPresent(),
        claims,
        promotion.map(TermRecord::claim),
        writes);
  }

  /** What the checkpoint says from this revision on, if it is written or goes. */
  private static Optional<Boolean> claims(Revision revision, ControlKeys keys) {
    return revision.changes().stream()
        .filter(change -> change.key().equals(keys.checkpoint()))
        .map(change -> change instanceof Change.Put put && claims(put.after().value()))
        .findFirst();
  }

  private static boolean claims(Bytes checkpoint) {
    Checkpoint read = Checkpoint.fromJson(checkpoint);
    return read.phase() == Checkpoint.Phase.TAIL && !read.inParts();
  }

  private static Optional<TermRecord> promotion(Revision revision, ControlKeys keys) {
    return revision.changes().stream()
        .filter(change -> change instanceof Change.Put && change.key().equals(keys.term()))
        .map(change -> TermRecord.fromJson(((Change.Put) change).after().value()))
        .filter(TermRecord::isPromoted)
        .findFirst();
  }

  /** Each transaction of a mirror that changes the target writes one of these. */
  static boolean isMirrors(Revision revision, ControlKeys keys) {
    Set<Bytes> mirrors = Set.of(keys.checkpoint(), keys.copying(), keys.lead());
    return revision.changes().stream()
        .filter(Change.Put.class::isInstance)
        .map(Change::key)
        .anyMatch(key -> mirrors.contains(key) || keys.isMark(key));
  }
}
