package io.understudy.e2e.chaos;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.core.port.Txn;
import io.understudy.e2e.Reigns;
import io.understudy.e2e.chaos.ChaosPlan.Ending;
import io.understudy.e2e.chaos.ChaosTraffic.Acknowledged;
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
 *       key is in the target, in place or parked; after a failover, up to the last claim at least.
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
    found.addAll(recorded(cut, replay.lastWatermark()));
    found.addAll(lag(run, replay.lastWatermark()));
    found.addAll(some(unrecorded(run.source(), run.acknowledged())));
    run.formerLife()
        .ifPresent(
            former -> found.addAll(some(unrecorded(former.source(), former.acknowledged()))));
    found.addAll(some(notInTarget(run, admissible(run, replay.lastWatermark(), cut), cut)));
    found.addAll(some(touchedOwn(run)));
    found.addAll(some(notAsLeft(run)));
    found.addAll(some(AfterThePromotion.of(run, cut, written(run))));
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

  /** What operators are told that a promotion took over. */
  private static List<String> recorded(PromotionCut cut, long watermark) {
    return cut
        .recorded()
        .filter(
            claim ->
                claim.isEqual() != cut.claims()
                    || claim.isEqual() && claim.watermark() != watermark)
        .map(
            claim ->
                "PROMOTED: the record says %s %d, the history %s %d"
                    .formatted(
                        claim.isEqual() ? "equal at" : "not equal since",
                        claim.watermark(),
                        cut.claims() ? "equal at" : "not equal since",
                        watermark))
        .stream()
        .toList();
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

  /**
   * As the source was at the last claim, and nothing else; but where a failover came amid another
   * copy, each key may have come further.
   */
  private static Admissible admissible(ChaosRecord run, long watermark, PromotionCut cut) {
    return run.ending() == Ending.FAILOVER && !cut.claims()
        ? Admissible.since(watermark, run.source(), run.rules())
        : Admissible.at(watermark, run.source(), run.rules());
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

  /** Keys that were written and are not in the target as they may be, or were not promoted so. */
  private static List<String> notInTarget(
      ChaosRecord run, Admissible admissible, PromotionCut cut) {
    Map<Bytes, Bytes> target = state(cut.before());
    List<String> found = new ArrayList<>();
    for (Bytes key : written(run)) {
      held(key, admissible.inPlace(key), target).ifPresent(found::add);
      held(run.keys().parked(key), admissible.parked(key), target).ifPresent(found::add);
    }
    return found;
  }

  private static Set<Bytes> written(ChaosRecord run) {
    Set<Bytes> written = new HashSet<>();
    Stream.concat(
            run.acknowledged().stream(),
            run.formerLife().stream().flatMap(former -> former.acknowledged().stream()))
        .forEach(each -> each.writes().forEach(write -> written.add(write.key())));
    return written;
  }

  /** Revisions of a mirror that change what the standby has of its own. */
  private static List<String> touchedOwn(ChaosRecord run) {
    return run.target().revisions().stream()
        .filter(revision -> PromotionCut.isMirrors(revision, run.keys()))
        .flatMap(revision -> revision.changes().stream())
        .map(Change::key)
        .filter(key -> !key.startsWith(ControlKeys.ROOT))
        .filter(key -> key.utf8().contains(ChaosTraffic.OWN))
        .map(key -> "OWN: a mirror wrote or deleted " + key)
        .toList();
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

  /** What is wrong with what is at a key. */
  static Optional<String> held(
      Bytes at, Set<Optional<Bytes>> admissible, Map<Bytes, Bytes> target) {
    Optional<Bytes> value = Optional.ofNullable(target.get(at));
    if (admissible.contains(value)) {
      return Optional.empty();
    }
    Optional<Bytes> nothing = Optional.empty();
    String what =
        value.isEmpty()
            ? "lacks"
            : admissible.equals(Set.of(nothing)) ? "should not be" : "is stale";
    return Optional.of("TARGET: " + what + ": " + at);
  }

  /** At its end. */
  static Map<Bytes, Bytes> state(History history) {
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
