package io.understudy.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The simulation is worth its time only if it notices a broken mirror: each planted fault is
 * caught.
 */
class MutantsTest {

  private static final long SEEDS = 400;

  @ParameterizedTest
  @EnumSource(Mutant.class)
  void aBrokenMirrorIsCaught(Mutant mutant) {
    Optional<String> caught =
        LongStream.range(0, SEEDS)
            .mapToObj(seed -> violation(mutant, seed))
            .flatMap(Optional::stream)
            .findFirst();
    assertThat(caught).as("violation found in %d lives with %s", SEEDS, mutant).isPresent();
    caught.ifPresent(what -> System.out.println(mutant + ": " + what));
  }

  private static Optional<String> violation(Mutant mutant, long seed) {
    World world = new World(seed, mutant.plant(), mutant.plantAtSource());
    try {
      world.live();
      return Optional.empty();
    } catch (AssertionError caught) {
      return Optional.of("seed " + seed + ": " + caught.getMessage());
    } finally {
      world.scheduler.shutDown();
    }
  }
}
