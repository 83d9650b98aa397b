package io.understudy.core.ownership;

import static io.understudy.core.ownership.Things.encrypted;
import static io.understudy.core.ownership.Things.key;
import static io.understudy.core.ownership.Things.regardless;
import static io.understudy.core.ownership.Things.thing;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.ownership.RegistryIndex.Change;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index moved along step by step against one worked out from scratch after every step. */
class RegistryIndexRandomTest {

  private static final int THINGS = 14;
  private static final int LIVES = 3;
  private static final int STEPS = 10_000;
  private static final Placement[] PLACEMENTS = {
    Placement.MIRROR,
    Placement.MIRROR,
    Placement.MIRROR,
    Placement.PARK,
    Placement.LEAVE_OUT,
    Placement.BLOCKED
  };

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void movedAlongItIsWhatItWouldBeFromScratch(boolean followOwners) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    RegistryIndex index = new RegistryIndex(followOwners);
    NaiveIndex naive = new NaiveIndex(followOwners);
    Map<Bytes, Placement> before = Map.of();
    for (int step = 0; step < STEPS; step++) {
      String where = "seed " + seed + ", step " + step;
      Set<Bytes> existed = Set.copyOf(naive.objects().keySet());
      List<Change> changes = changes(random);
      List<Move> moves = index.apply(changes);
      changes.forEach(change -> follow(naive, change));
      mark(random, index, naive);
      Map<Bytes, Placement> after = naive.placements();
      assertSame(where, index, naive, after);
      assertMoves(where, moves, changes, existed, before, after);
      before = after;
    }
  }

  private static List<Change> changes(Random random) {
    Set<Bytes> taken = new HashSet<>();
    List<Change> changes = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int thing = random.nextInt(THINGS);
      if (taken.add(key("t" + thing))) {
        changes.add(
            random.nextInt(3) == 0
                ? new Change.Remove(key("t" + thing))
                : new Change.Put(some(random, thing)));
      }
    }
    return changes;
  }

  /** References are by UID ({@code t3.1}) or, to what is encrypted, by name ({@code t3}). */
  private static Facts some(Random random, int thing) {
    Placement own = PLACEMENTS[random.nextInt(PLACEMENTS.length)];
    if (random.nextInt(12) == 0) {
      return encrypted("t" + thing, own);
    }
    String[] owners = new String[Math.max(0, random.nextInt(5) - 2)];
    for (int i = 0; i < owners.length; i++) {
      owners[i] = random.nextInt(8) == 0 ? "t" + random.nextInt(THINGS) : uid(random, THINGS);
    }
    Facts facts = thing("t" + thing, "t" + thing + "." + random.nextInt(LIVES), own, owners);
    return random.nextInt(15) == 0 ? regardless(facts) : facts;
  }

  private static String uid(Random random, int things) {
    return "t" + random.nextInt(things) + "." + random.nextInt(LIVES);
  }

  private static void follow(NaiveIndex naive, Change change) {
    switch (change) {
      case Change.Put put -> naive.put(put.facts());
      case Change.Remove remove -> naive.remove(remove.key());
    }
  }

  private static void mark(Random random, RegistryIndex index, NaiveIndex naive) {
    Bytes key = key("t" + random.nextInt(THINGS));
    boolean unsettled = random.nextBoolean();
    index.markUnsettled(key, unsettled);
    naive.markUnsettled(key, unsettled);
  }

  private static void assertSame(
      String where, RegistryIndex index, NaiveIndex naive, Map<Bytes, Placement> expected) {
    Map<Bytes, Placement> actual = new HashMap<>();
    Set<Bytes> owned = new HashSet<>();
    for (int i = 0; i < THINGS; i++) {
      Bytes key = key("t" + i);
      Life life = index.life(key);
      Facts facts = naive.objects().get(key);
      if (life != null) {
        actual.put(key, life.placement());
      }
      if (facts != null) {
        assertThat(life)
            .as("%s: %s", where, key)
            .isEqualTo(new Life(facts.uid(), facts.opaque(), facts.owners(), expected.get(key)));
      }
      if (facts != null && !facts.owners().isEmpty()) {
        owned.add(key);
      }
      assertThat(index.isUnsettled(key))
          .as("%s: %s unsettled", where, key)
          .isEqualTo(naive.isUnsettled(key));
      assertThat(index.ownersSettled(key))
          .as("%s: owners of %s settled", where, key)
          .isEqualTo(naive.ownersSettled(key));
    }
    assertThat(actual).as(where).isEqualTo(expected);
    assertThat(index.size()).as(where).isEqualTo(expected.size());
    assertThat(Set.copyOf(index.ownedKeys())).as(where).isEqualTo(owned);
    for (Placement placement : Placement.values()) {
      assertThat(index.count(placement))
          .as("%s: count of %s", where, placement)
          .isEqualTo(expected.values().stream().filter(p -> p == placement).count());
    }
  }

  /** One for each changed key that exists or did, one for each other whose placement is new. */
  private static void assertMoves(
      String where,
      List<Move> moves,
      List<Change> changes,
      Set<Bytes> existed,
      Map<Bytes, Placement> before,
      Map<Bytes, Placement> after) {
    Set<Bytes> changed = new HashSet<>();
    changes.forEach(change -> changed.add(change.key()));
    Set<Bytes> expected = new HashSet<>(changed);
    expected.removeIf(key -> !existed.contains(key) && !after.containsKey(key));
    after.forEach(
        (key, placement) -> {
          if (before.containsKey(key) && before.get(key) != placement) {
            expected.add(key);
          }
        });
    assertThat(moves).as(where).extracting(Move::key).containsExactlyInAnyOrderElementsOf(expected);
    for (Move move : moves) {
      assertThat(move.changed()).as("%s: %s", where, move).isEqualTo(changed.contains(move.key()));
      for (Placement placement : Placement.values()) {
        assertThat(move.wasAt(placement))
            .as("%s: %s was at %s", where, move, placement)
            .isEqualTo(before.get(move.key()) == placement);
        assertThat(move.isAt(placement))
            .as("%s: %s is at %s", where, move, placement)
            .isEqualTo(after.get(move.key()) == placement);
      }
    }
  }
}
