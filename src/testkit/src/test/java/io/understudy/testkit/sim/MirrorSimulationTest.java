package io.understudy.testkit.sim;

import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The mirror as it runs in production, in simulated lives full of trouble. More of them: {@code
 * -Dsimulation.seeds=20000}; one of them again: {@code -Dsimulation.seed=17}, line by line with
 * {@code -Dsimulation.trace=true}.
 */
class MirrorSimulationTest {

  @Test
  void everySimulatedLifeKeepsTheGuarantees() {
    Long only = Long.getLong("simulation.seed");
    long first = only != null ? only : Long.getLong("simulation.first", 0);
    long count = only != null ? 1 : Long.getLong("simulation.seeds", 2000);
    LongStream.range(first, first + count).parallel().forEach(MirrorSimulationTest::live);
  }

  private static void live(long seed) {
    World world = new World(seed, UnaryOperator.identity(), UnaryOperator.identity());
    try {
      world.live();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed "
              + seed
              + " (again: -Dsimulation.seed="
              + seed
              + "): "
              + e.getMessage()
              + "; "
              + world.tally,
          e);
    }
  }
}
