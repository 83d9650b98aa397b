package io.understudy.testkit.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.check.CheckContext;
import io.understudy.core.check.CheckDifference;
import io.understudy.core.check.CheckLimits;
import io.understudy.core.check.CheckMode;
import io.understudy.core.check.CheckResult;
import io.understudy.core.check.Checker;
import io.understudy.core.check.DifferenceKind;
import io.understudy.core.check.DifferenceSink;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.scope.Classifier;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Random registries, random damage: what a comparison finds is held against {@link Oracle}, whether
 * it reads everything or only what moved, and whether history is compacted away meanwhile or not.
 */
class CheckerRandomTest {

  private static final int WORLDS = 250;
  private static final int CHECKS = 8;

  /** Small pages and bites, so that all borders are met. */
  private static final CheckLimits LIMITS =
      new CheckLimits(7, 2_000, 3, 20, 3, Duration.ofMillis(1), 25, 1_572_864);

  /** What was found last. */
  static final class Lines implements DifferenceSink {
    final Set<String> found = new TreeSet<>();
    int times;

    @Override
    public void found(CheckDifference difference) {
      times++;
      found.add(Oracle.line(difference.key(), difference.kind(), difference.parked()));
    }

    @Override
    public void startOver() {
      times = 0;
      found.clear();
    }
  }

  @Test
  void whatIsFoundIsWhatDiffersHoweverItIsLookedFor() {
    Set<CheckResult.How> hows = EnumSet.noneOf(CheckResult.How.class);
    Set<DifferenceKind> kinds = EnumSet.noneOf(DifferenceKind.class);
    for (int seed = 0; seed < WORLDS; seed++) {
      CheckWorld world = new CheckWorld(new SplittableRandom(seed));
      Checker following = checker(world.sourceEtcd(), world.targetEtcd(), Duration.ofHours(1));
      for (int i = 0; i < CHECKS; i++) {
        world.change();
        world.claim();
        world.change();
        for (Checker checker :
            List.of(following, checker(world.sourceEtcd(), world.targetEtcd(), Duration.ZERO))) {
          CheckResult result = assertExact(world, checker, seed);
          hows.add(result.how());
          result.counts().forEach((kind, count) -> addIf(count > 0, kinds, kind));
        }
      }
    }
    assertThat(hows).contains(CheckResult.How.FULL, CheckResult.How.CHANGES);
    assertThat(kinds)
        .contains(
            DifferenceKind.MISSED,
            DifferenceKind.SURPLUS,
            DifferenceKind.DIFFERENT,
            DifferenceKind.STATUS_ONLY);
  }

  @Test
  void compactionOnTheWayChangesNothingOfIt() {
    int switched = 0;
    for (int seed = 0; seed < WORLDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      CheckWorld world = new CheckWorld(random);
      Compacting source = new Compacting(world.sourceEtcd(), world, random.split());
      Checker checker = checker(source, world.targetEtcd(), Duration.ofHours(1));
      for (int i = 0; i < CHECKS; i++) {
        world.change();
        world.claim();
        source.strike(random.nextInt(3));
        assertExact(world, checker, seed);
        switched += source.struck();
      }
    }
    assertThat(switched).isGreaterThan(WORLDS);
  }

  @Test
  void whereHistoryIsGoneKeysAreListedAndWhatMovedIsRead() {
    Set<CheckResult.How> hows = EnumSet.noneOf(CheckResult.How.class);
    for (int seed = 0; seed < WORLDS; seed++) {
      CheckWorld world = new CheckWorld(new SplittableRandom(seed));
      Checker checker = checker(world.sourceEtcd(), world.targetEtcd(), Duration.ofHours(1));
      for (int i = 0; i < CHECKS; i++) {
        assertExact(world, checker, seed);
        world.change();
        world.claim();
        Compacting.compact(world.source);
        hows.add(assertExact(world, checker, seed).how());
        world.change();
        world.claim();
      }
    }
    assertThat(hows).contains(CheckResult.How.MOVED);
  }

  @Test
  void keysAloneFindWhatKeysAloneTell() {
    int alone = 0;
    for (int seed = 0; seed < WORLDS; seed++) {
      CheckWorld world = new CheckWorld(new SplittableRandom(seed));
      world.change();
      world.claim();
      Lines lines = new Lines();
      Checker checker = checker(world.sourceEtcd(), world.targetEtcd(), Duration.ofHours(1));
      CheckResult result = checker.check(new CheckMode(false, false), lines);
      Set<String> all = Oracle.differences(world, result.watermark(), result.targetRevision());
      if (result.how() == CheckResult.How.KEYS) {
        alone++;
        assertThat(all).as("seed %d", seed).containsAll(lines.found);
        assertThat(lines.found)
            .as("seed %d: what is nowhere on the target", seed)
            .containsAll(missedEverywhere(world, result, all));
      } else {
        assertThat(lines.found).as("seed %d", seed).isEqualTo(all);
      }
    }
    assertThat(alone).isPositive().isLessThan(WORLDS);
  }

  private static Set<String> missedEverywhere(
      CheckWorld world, CheckResult result, Set<String> all) {
    Set<String> missed = new TreeSet<>(all);
    Set<Bytes> target = world.target.snapshot(result.targetRevision()).keySet();
    missed.removeIf(
        line -> {
          Bytes key = Bytes.utf8(line.substring(0, line.indexOf(' ')));
          return !line.contains(" missed")
              || target.contains(key)
              || target.contains(CheckWorld.KEYS.parked(key));
        });
    return missed;
  }

  private static CheckResult assertExact(CheckWorld world, Checker checker, int seed) {
    Lines lines = new Lines();
    CheckResult result = checker.check(CheckMode.USUAL, lines);
    assertThat(lines.found)
        .as("seed %d, %s", seed, result)
        .isEqualTo(Oracle.differences(world, result.watermark(), result.targetRevision()));
    assertThat(lines.times)
        .as("seed %d: nothing is told twice", seed)
        .isEqualTo(lines.found.size());
    assertThat(result.counts().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(lines.found.size());
    return result;
  }

  private static void addIf(boolean condition, Set<DifferenceKind> kinds, DifferenceKind kind) {
    if (condition) {
      kinds.add(kind);
    }
  }

  private static Checker checker(Etcd source, Etcd target, Duration fullEvery) {
    return new Checker(
        new CheckContext(
            source,
            target,
            CheckWorld.KEYS,
            Classifier.of(CheckWorld.RULES),
            LIMITS,
            new StillTime()),
        fullEvery);
  }
}
