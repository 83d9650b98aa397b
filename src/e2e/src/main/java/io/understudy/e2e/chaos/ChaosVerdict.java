package io.understudy.e2e.chaos;

import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Placement;
import io.understudy.e2e.Reigns;
import io.understudy.e2e.chaos.ChaosTraffic.Acknowledged;
import io.understudy.testkit.replay.Expected;
import io.understudy.testkit.replay.History;
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
import java.util.stream.Stream;

/**
 * What a run's recorded histories say. Pure.
 *
 * <ul>
 *   <li>The target's history, revision by revision, against the source's: guarantees 1, 3, 4 and 5
 *       ({@link HistoryReplay}).
 *   <li>Guarantee 2: one leader at a time, and each write of a mirror in the term of who leads
 *       ({@link Reigns}); none of them after a promotion.
 *   <li>The last claim is of the source's last revision: the lag has recovered. A switchover's is
 *       of all that was acknowledged.
 *   <li>Each acknowledged write is in the source's history at its revision, and what became of its
 *       key is in the target, in place or parked.
 *   <li>What the standby has of its own is there as it was left; so is, where it was promoted, all
 *       that it was promoted with.
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
    PromotionCut cut = PromotionCut.of(run.target(), run.keys());
    Report replay = replay(run, cut.before());
    List<String> found = new ArrayList<>();
    replay.violations().forEach(violation -> found.add(violation.toString()));
    found.addAll(reigns(run));
    if (cut.isPromoted() != run.ending().promotes()) {
      found.add("PROMOTED: %s in a run of %s".formatted(cut.isPromoted(), run.ending()));
    }
    found.addAll(some(cut.mirrorsWrites()));
    found.addAll(lag(run, replay.lastWatermark()));
    found.addAll(some(unrecorded(run.source(), run.acknowledged())));
    run.formerLife()
        .ifPresent(
            former -> found.addAll(some(unrecorded(former.source(), former.acknowledged()))));
    Expected expected = expected(run, replay.lastWatermark());
    found.addAll(some(notInTarget(run, expected, cut)));
    found.addAll(some(notAsLeft(run)));
    found.addAll(some(notAsPromoted(run, expected, cut)));
    long writes =
        Stream.concat(
                run.acknowledged().stream(),
                run.formerLife().stream().flatMap(former -> former.acknowledged().stream()))
            .mapToLong(each -> each.writes().size())
            .sum();
    return new ChaosVerdict(writes, found, replay);
  }

  private static Report replay(ChaosRecord run, History target) {
    boolean isResynced =
        target.revisions().stream()
            .flatMap(revision -> revision.changes().stream())
            .anyMatch(
                change ->
                    change instanceof Change.Delete
                        && change.key().equals(run.keys().resyncRequest()));
    return run.formerLife()
        .filter(former -> isResynced)
        .map(
            former ->
                HistoryReplay.run(
                    run.rules(),
                    run.keys(),
                    former.source(),
                    new HistoryReplay.NextLife(run.source()),
                    target))
        .orElseGet(() -> HistoryReplay.run(run.rules(), run.keys(), run.source(), target));
  }

  private static List<String> reigns(ChaosRecord run) {
    try {
      Reigns.of(run.target(), run.keys());
      return List.of();
    } catch (AssertionError | CorruptRecordException broken) {
      return List.of("FENCED: " + broken.getMessage());
    }
  }

  /** After a failover nothing is: what was not mirrored by then may be lost. */
  private static List<String> lag(ChaosRecord run, long watermark) {
    long least =
        switch (run.ending()) {
          case STAYS, RESTORED -> run.source().lastRevision();
          case SWITCHOVER -> run.acknowledged().getLast().revision();
          case FAILOVER -> 0;
        };
    return watermark >= least
        ? List.of()
        : List.of("LAG: the last claim is of revision %d, not of %d".formatted(watermark, least));
  }

  /** Where what the source had at a revision is to be in the target. */
  private static Expected expected(ChaosRecord run, long revision) {
    Expected expected = new Expected(run.rules());
    run.source().revisions().stream()
        .takeWhile(each -> each.number() <= revision)
        .forEach(each -> expected.apply(each.changes()));
    return expected;
  }

  /** Acknowledged writes that the source's own history does not have at their revisions. */
  private static List<String> unrecorded(History source, List<Acknowledged> acknowledged) {
    List<String> found = new ArrayList<>();
    Map<Bytes, Bytes> state = new HashMap<>();
    Iterator<Revision> revisions = source.revisions().iterator();
    long reached = 1;
    for (Acknowledged each : acknowledged) {
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

  /** Keys that were written and are not in the target, or were not when it was promoted. */
  private static List<String> notInTarget(ChaosRecord run, Expected expected, PromotionCut cut) {
    Map<Bytes, Bytes> target = state(cut.before());
    Set<Bytes> written = new HashSet<>();
    run.acknowledged().forEach(each -> each.writes().forEach(write -> written.add(write.key())));
    run.formerLife().stream()
        .flatMap(former -> former.acknowledged().stream())
        .forEach(each -> each.writes().forEach(write -> written.add(write.key())));
    List<String> found = new ArrayList<>();
    for (Bytes key : written) {
      Optional<Expected.Place> place = expected.of(key);
      held(key, place, Placement.MIRROR, target).ifPresent(found::add);
      held(run.keys().parked(key), place, Placement.PARK, target).ifPresent(found::add);
    }
    return found;
  }

  private static List<String> notAsLeft(ChaosRecord run) {
    Map<Bytes, Bytes> target = state(run.target());
    return run.standbyOwn().entrySet().stream()
        .filter(
            own ->
                !Optional.of(own.getValue()).equals(Optional.ofNullable(target.get(own.getKey()))))
        .map(own -> "OWN: of the standby's own, not as it was left: " + own.getKey())
        .toList();
  }

  /** Nobody but us uses the new primary, so all that it began with is there. */
  private static List<String> notAsPromoted(ChaosRecord run, Expected expected, PromotionCut cut) {
    List<String> found = new ArrayList<>();
    if (cut.isPromoted()) {
      Map<Bytes, Bytes> target = state(run.target());
      for (Bytes key : expected.keys()) {
        Optional<Expected.Place> shown =
            expected.of(key).filter(place -> place.placement() == Placement.MIRROR);
        shown
            .flatMap(place -> held(key, shown, Placement.MIRROR, target))
            .map(what -> "AFTER THE PROMOTION: " + what)
            .ifPresent(found::add);
      }
    }
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

  private static Map<Bytes, Bytes> state(History history) {
    Map<Bytes, Bytes> state = new HashMap<>();
    history.revisions().forEach(revision -> apply(revision, state));
    return state;
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
