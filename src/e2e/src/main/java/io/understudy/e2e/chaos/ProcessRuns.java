package io.understudy.e2e.chaos;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The runs of the whole product, as processes.
 *
 * @param out for how a soak goes on
 */
record ProcessRuns(PrintStream out) implements ChaosRuns {

  @Override
  public ChaosOutcome seed(Path folder, ChaosPlan plan) throws InterruptedException {
    return new ChaosRunner(folder).run(plan);
  }

  @Override
  public ChaosOutcome planted(Path folder, long seed) throws InterruptedException {
    return new PlantedRun(folder).run(seed);
  }

  @Override
  public List<String> soak(Path folder, Duration length, long seed) throws InterruptedException {
    return new SoakRun(folder, out).run(length, seed);
  }
}
