package io.understudy.e2e.chaos;

import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Placement;
import io.understudy.e2e.Reigns;
import io.understudy.e2e.chaos.ChaosTraffic.Acknowledged;
import io.understudy.testkit.replay.Expected;
import io.understudy.testkit.replay.HistoryReplay;
import io.understudy.testkit.replay.Report;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a run's recorded histories say. Pure.
 *
 * <ul>
 *   <li>The target's history, revision by revision, against the source's: guarantees 1, 3, 4 and 5
 *       ({@link HistoryReplay}).
 *   <li>Guarantee 2: one leader at a time, and each write of a mirror in the term of who leads
 *       ({@link Reigns}); none of them after a promotion.
 *   <li>The last claim is of the source's last revision: the lag has recovered.
 *   <li>Each acknowledged write is in the source's history at its revision, and what became of its
 *       key is in the target, in place or parked.
 *   <li>What the standby has of its own is there as it was left.
 * </ul>
 *
 * @param writesChecked acknowledged puts and deletes
 * @param violations a line each, none with a value
 * @param replay of the target's history
 */
record ChaosVerdict(long writesChecked, List<String> violations, Report replay) {

  private static final int MOST_OF_A_KIND = 10;

  ChaosVerdict {
    violations = List.copyOf(violations);
  }

  static ChaosVerdict of(ChaosRecord run) {
    Report replay = HistoryReplay.run(run.rules(), run.keys(), run.source(), run.target());
    List<String> found = new ArrayList<>();
    replay.violations().forEach(violation -> found.add(violation.toString()));
    found.addAll(reigns(run));
    found.addAll(afterPromotion(run));
    if (replay.lastWatermark() != run.source().lastRevision()) {
      found.add(
          "LAG: the last claim is of revision %d, the source is at %d"
              .formatted(replay.lastWatermark(), run.source().lastRevision()));
    }
    found.addAll(some(unrecorded(run)));
    found.addAll(some(notInTarget(run)));
    long writes = run.acknowledged().stream().mapToLong(each -> each.writes().size()).sum();
    return new ChaosVerdict(writes, found, replay);
  }

  private static List<String> reigns(ChaosRecord run) {
    try {
      Reigns.of(run.target(), run.keys());
      return List.of();
    } catch (AssertionError | CorruptRecordException broken) {
      return List.of("FENCED: " + broken.getMessage());
    }
  }

  /** A promoted site is written by nobody who claims to be its mirror, until it is demoted. */
  private static List<String> afterPromotion(ChaosRecord run) {
    List<String> found = new ArrayList<>();
    boolean promoted = false;
    for (Revision revision : run.target().revisions()) {
      boolean before = promoted;
      for (Change change : revision.changes()) {
        if (change instanceof Change.Put put && change.key().equals(run.keys().term())) {
          promoted = TermRecord.fromJson(put.after().value()).isPromoted();
        }
      }
      if (before && promoted && isMirrors(run, revision)) {
        found.add("PROMOTED: a mirror wrote target revision " + revision.number());
      }
    }
    return some(found);
  }

  private static boolean isMirrors(ChaosRecord run, Revision revision) {
    Set<Bytes> records = Set.of(run.keys().checkpoint(), run.keys().copying());
    return revision.changes().stream()
        .anyMatch(change -> change instanceof Change.Put && records.contains(change.key()));
  }

  /** Acknowledged writes that the source's own history does not have at their revisions. */
  private static List<String> unrecorded(ChaosRecord run) {
    List<String> found = new ArrayList<>();
    Map<Bytes, Bytes> state = new HashMap<>();
    Iterator<Revision> revisions = run.source().revisions().iterator();
    long reached = 1;
    for (Acknowledged each : run.acknowledged()) {
      while (reached < each.revision() && revisions.hasNext()) {
        Revision next = revisions.next();
        apply(next, state);
        reached = next.number();
      }
      for (Txn.Write write : each.writes()) {
        if (!Optional.ofNullable(state.get(write.key())).equals(value(write))) {
          found.add(
              "SOURCE: what it acknowledged at revision %d is not so in its history: %s"
                  .formatted(each.revision(), write.key()));
        }
      }
    }
    return found;
  }

  private static Optional<Bytes> value(Txn.Write write) {
    return write instanceof Txn.Write.Put put ? Optional.of(put.value()) : Optional.empty();
  }

  /** Keys that were written, or are the standby's own, and are not in the target as they should. */
  private static List<String> notInTarget(ChaosRecord run) {
    Expected expected = new Expected(run.rules());
    run.source().revisions().forEach(revision -> expected.apply(revision.changes()));
    Map<Bytes, Bytes> target = new HashMap<>();
    run.target().revisions().forEach(revision -> apply(revision, target));
    Set<Bytes> written = new HashSet<>();
    run.acknowledged().forEach(each -> each.writes().forEach(write -> written.add(write.key())));
    List<String> found = new ArrayList<>();
    for (Bytes key : written) {
      Optional<Expected.Place> place = expected.of(key);
      held(key, place, Placement.MIRROR, target).ifPresent(found::add);
      held(run.keys().parked(key), place, Placement.PARK, target).ifPresent(found::add);
    }
    run.standbyOwn()
        .forEach(
            (key, value) -> {
              if (!Optional.of(value).equals(Optional.ofNullable(target.get(key)))) {
                found.add("OWN: of the standby's own, not as it was left: " + key);
              }
            });
    return found;
  }

  private static Optional<String> held(
      Bytes at, Optional<Expected.Place> place, Placement wanted, Map<Bytes, Bytes> target) {
    Optional<Bytes> value =
        place.filter(is -> is.placement() == wanted).map(is -> is.object().value());
    if (Optional.ofNullable(target.get(at)).equals(value)) {
      return Optional.empty();
    }
    String what = value.isEmpty() ? "should not be" : target.containsKey(at) ? "is stale" : "lacks";
    return Optional.of("TARGET: " + what + ": " + at);
  }

  private static void apply(Revision revision, Map<Bytes, Bytes> state) {
    for (Change change : revision.changes()) {
      switch (change) {
        case Change.Put put -> state.put(put.key(), put.after().value());
        case Change.Delete delete -> state.remove(delete.key());
      }
    }
  }

  private static List<String> some(List<String> all) {
    if (all.size() <= MOST_OF_A_KIND) {
      return all;
    }
    List<String> some = new ArrayList<>(all.subList(0, MOST_OF_A_KIND));
    some.add("... and %d more of these".formatted(all.size() - MOST_OF_A_KIND));
    return some;
  }
}
