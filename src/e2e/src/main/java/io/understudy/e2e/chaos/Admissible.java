package io.understudy.e2e.chaos;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Revision;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.replay.Expected;
import io.understudy.testkit.replay.Expected.Place;
import io.understudy.testkit.replay.History;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a target may hold of each key of its source: one of some values, or nothing. */
final class Admissible {

  private static final Set<Optional<Bytes>> NOTHING = Set.of(Optional.empty());

  private final Expected expected;
  private final Map<Bytes, Set<Optional<Bytes>>> inPlace = new HashMap<>();
  private final Map<Bytes, Set<Optional<Bytes>>> parked = new HashMap<>();

  private Admissible(Rules rules) {
    this.expected = new Expected(rules);
  }

  /** As the source was at a revision. */
  static Admissible at(long revision, History source, Rules rules) {
    Admissible admissible = new Admissible(rules);
    source.revisions().stream()
        .takeWhile(each -> each.number() <= revision)
        .forEach(each -> admissible.expected.apply(each.changes()));
    admissible.expected.keys().forEach(admissible::isNow);
    return admissible;
  }

  /** Each key as the source had it at a revision or at any since then. */
  static Admissible since(long revision, History source, Rules rules) {
    Admissible admissible = at(revision, source, rules);
    source.revisions().stream()
        .dropWhile(each -> each.number() <= revision)
        .map(Revision::changes)
        .forEach(changes -> admissible.expected.apply(changes).forEach(admissible::becomes));
    return admissible;
  }

  /** What may be at the key itself. */
  Set<Optional<Bytes>> inPlace(Bytes key) {
    return inPlace.getOrDefault(key, NOTHING);
  }

  /** What may be where the key is parked. */
  Set<Optional<Bytes>> parked(Bytes key) {
    return parked.getOrDefault(key, NOTHING);
  }

  private void isNow(Bytes key) {
    inPlace.put(key, Set.of(placed(key, Placement.MIRROR)));
    parked.put(key, Set.of(placed(key, Placement.PARK)));
  }

  private void becomes(Bytes key) {
    Set<Optional<Bytes>> here = new HashSet<>(inPlace(key));
    here.add(placed(key, Placement.MIRROR));
    inPlace.put(key, here);
    Set<Optional<Bytes>> there = new HashSet<>(parked(key));
    there.add(placed(key, Placement.PARK));
    parked.put(key, there);
  }

  private Optional<Bytes> placed(Bytes key, Placement where) {
    return expected
        .of(key)
        .filter(place -> place.placement() == where)
        .map(Place::object)
        .map(object -> object.value());
  }
}
