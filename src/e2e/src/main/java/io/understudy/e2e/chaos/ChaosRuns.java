package io.understudy.e2e.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What {@link ChaosMain} runs, each in a folder that exists, for what is known of it. */
interface ChaosRuns {

  ChaosOutcome seed(Path folder, ChaosPlan plan) throws InterruptedException;

  /** Does not pass: {@link PlantedRun#caught} says which of its violations were planted. */
  ChaosOutcome planted(Path folder, long seed) throws InterruptedException;

  /**
   * @return what is wrong
   */
  List<String> soak(Path folder, Duration length, long seed) throws InterruptedException;
}
