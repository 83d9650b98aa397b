package io.understudy.testkit.sim;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The mirror as it runs in production, in simulated lives full of trouble. More of them: {@code
 * -Dsimulation.seeds=20000}; one of them again: {@code -Dsimulation.seed=17}.
 */
class MirrorSimulationTest {

  @Test
  void everySimulatedLifeKeepsTheGuarantees() {
    Long only = Long.getLong("simulation.seed");
    long first = only != null ? only : Long.getLong("simulation.first", 0);
    long count = only != null ? 1 : Long.getLong("simulation.seeds", 2000);
    for (long seed = first; seed < first + count; seed++) {
      World world = new World(seed, UnaryOperator.identity());
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
      if (only != null) {
        System.out.println("seed " + seed + ": " + world.tally);
      }
    }
  }
}
