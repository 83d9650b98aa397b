package io.understudy.core.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.ownership.RegistryIndex.Change;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Placement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One index is told every step of a history, the other now and then the state it has come to, by a
 * listing: they must know the same.
 */
class ListingRandomTest {

  private static final int THINGS = 16;
  private static final int LIVES = 3;
  private static final int ROUNDS = 2_000;
  private static final Placement[] PLACEMENTS = {
    Placement.MIRROR,
    Placement.MIRROR,
    Placement.MIRROR,
    Placement.PARK,
    Placement.LEAVE_OUT,
    Placement.BLOCKED
  };

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final Map<Integer, Facts> source = new TreeMap<>();
  private long revision;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aListingTellsTheSameAsTheHistoryThatLedToIt(boolean followOwners) {
    RegistryIndex told = new RegistryIndex(followOwners);
    RegistryIndex lister = new RegistryIndex(followOwners);
    for (int round = 0; round < ROUNDS; round++) {
      String where = "seed " + seed + ", round " + round;
      Set<Integer> touched = history(told);
      long before = lister.size();
      long known = source.keySet().stream().filter(t -> lister.life(key(t)) != null).count();
      long removed = list(lister, touched);
      assertThat(removed).as("%s: removed", where).isEqualTo(before - known);
      markBoth(told, lister);
      assertSame(where, told, lister);
      List<Change> next = List.of(change(touched));
      assertThat(lister.apply(next))
          .as("%s: moves", where)
          .containsExactlyInAnyOrderElementsOf(told.apply(next));
      assertSame(where + ", one change on", told, lister);
    }
  }

  /**
   * @return things that were put or deleted
   */
  private Set<Integer> history(RegistryIndex index) {
    Set<Integer> touched = new LinkedHashSet<>();
    for (int step = random.nextInt(8); step >= 0; step--) {
      index.apply(List.of(change(touched)));
    }
    return touched;
  }

  private Change change(Set<Integer> touched) {
    int thing = random.nextInt(THINGS);
    revision++;
    touched.add(thing);
    Facts before = source.get(thing);
    if (random.nextInt(3) == 0) {
      source.remove(thing);
      return new Change.Remove(key(thing));
    }
    Facts facts = some(thing, before);
    source.put(thing, facts);
    return new Change.Put(facts);
  }

  /** What the source has now, in any order; of what it did not touch the keys alone. */
  private long list(RegistryIndex index, Set<Integer> touched) {
    if (random.nextInt(4) == 0) {
      index.beginListing();
      source.keySet().stream().limit(3).forEach(thing -> index.listed(key(thing)));
    }
    index.beginListing();
    List<Integer> things = new ArrayList<>(source.keySet());
    Collections.shuffle(things, random);
    for (int thing : things) {
      boolean known = random.nextBoolean() && index.listed(key(thing));
      if (touched.contains(thing)) {
        index.apply(List.of(new Change.Put(source.get(thing))));
      } else if (!known) {
        assertThat(index.listed(key(thing))).as("seed %d: %d is known", seed, thing).isTrue();
      }
    }
    return index.endListing();
  }

  private void markBoth(RegistryIndex one, RegistryIndex other) {
    for (int thing = 0; thing < THINGS; thing++) {
      boolean unsettled = random.nextInt(4) == 0;
      one.markUnsettled(key(thing), unsettled);
      other.markUnsettled(key(thing), unsettled);
    }
  }

  /** A life is encrypted from its beginning to its end, or never. */
  private Facts some(int thing, @Nullable Facts before) {
    boolean lives = before != null && random.nextInt(3) > 0;
    boolean opaque = lives ? before.opaque() : random.nextInt(8) == 0;
    List<Facts.Owner> owners = new ArrayList<>();
    for (int i = opaque ? 0 : Math.max(0, random.nextInt(5) - 2); i > 0; i--) {
      owners.add(owner(random.nextInt(THINGS), random.nextInt(LIVES)));
    }
    return new Facts(
        key(thing),
        opaque ? name(thing) : lives ? before.uid() : uid(thing),
        opaque,
        owners,
        PLACEMENTS[random.nextInt(PLACEMENTS.length)],
        random.nextInt(12) == 0,
        "rule-" + random.nextInt(4),
        lives ? before.createRevision() : revision,
        opaque && random.nextBoolean());
  }

  /** Some keys have a layout that nobody knows. */
  private static Bytes key(int thing) {
    return Bytes.utf8(
        thing % 5 == 0 ? "/registry/t/too/deep/for/any/layout" + thing : "/registry/t/ns/" + thing);
  }

  private @Nullable Id uid(int thing) {
    int life = random.nextInt(LIVES + 1);
    return life == LIVES ? null : uid(thing, life);
  }

  private static Id uid(int thing, int life) {
    return Id.ofUid("t" + thing + "." + life);
  }

  private static Id name(int thing) {
    return Id.ofName("t", "ns", "t" + thing);
  }

  private static Facts.Owner owner(int thing, int life) {
    return new Facts.Owner(uid(thing, life), name(thing));
  }

  private static void assertSame(String where, RegistryIndex told, RegistryIndex lister) {
    assertThat(answers(lister)).as(where).isEqualTo(answers(told));
  }

  private static Map<String, Object> answers(RegistryIndex index) {
    Map<String, Object> answers = new TreeMap<>();
    answers.put("size", index.size());
    answers.put("by rule", Set.copyOf(index.byRule()));
    answers.put("owned keys", Set.copyOf(index.ownedKeys()));
    answers.put("unparsable", index.unparsable());
    answers.put("order unproven", index.orderUnproven());
    answers.put("undecryptable", index.undecryptable());
    for (Placement placement : Placement.values()) {
      answers.put("count of " + placement, index.count(placement));
    }
    for (int thing = 0; thing < THINGS; thing++) {
      Bytes key = key(thing);
      answers.put("life of " + thing, String.valueOf(index.life(key)));
      answers.put("age of " + thing, index.createRevision(key));
      answers.put("dependents of " + thing, index.hasDependents(key));
      answers.put("unsettled " + thing, index.isUnsettled(key));
      answers.put("owners settled of " + thing, index.ownersSettled(key));
      for (int life = 0; life < LIVES; life++) {
        answers.put(
            "placement of owner " + thing + "." + life,
            String.valueOf(index.placementOf(owner(thing, life))));
      }
    }
    return answers;
  }
}
