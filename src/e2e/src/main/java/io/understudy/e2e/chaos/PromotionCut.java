package io.understudy.e2e.chaos;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.testkit.replay.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A target's history before and after it was promoted for the first time.
 *
 * @param before with the revision that promoted it; all of it if nobody did
 * @param isPromoted whether somebody did
 * @param mirrorsWrites after that, by who claims to be its mirror: a line each
 */
record PromotionCut(History before, boolean isPromoted, List<String> mirrorsWrites) {

  PromotionCut {
    mirrorsWrites = List.copyOf(mirrorsWrites);
  }

  static PromotionCut of(History target, ControlKeys keys) {
    Set<Bytes> mirrors = Set.of(keys.checkpoint(), keys.copying());
    List<Revision> before = new ArrayList<>();
    List<String> writes = new ArrayList<>();
    boolean promoted = false;
    for (Revision revision : target.revisions()) {
      if (!promoted) {
        before.add(revision);
        promoted = revision.changes().stream().anyMatch(change -> promotes(change, keys));
      } else if (revision.changes().stream().anyMatch(change -> isPutOf(mirrors, change))) {
        writes.add("PROMOTED: a mirror wrote target revision " + revision.number());
      }
    }
    return new PromotionCut(new History(before), promoted, writes);
  }

  private static boolean promotes(Change change, ControlKeys keys) {
    return change instanceof Change.Put put
        && change.key().equals(keys.term())
        && TermRecord.fromJson(put.after().value()).isPromoted();
  }

  private static boolean isPutOf(Set<Bytes> keys, Change change) {
    return change instanceof Change.Put && keys.contains(change.key());
  }
}
