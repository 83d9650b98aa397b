package io.understudy.e2e.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs of which each is what a test says. */
final class PretendedRuns implements ChaosRuns {

  private final Run run;
  private @Nullable ChaosOutcome outcome;

  /** What is done, whatever is asked for. */
  interface Run {
    ChaosOutcome of(Path folder, ChaosPlan plan) throws InterruptedException;
  }

  PretendedRuns(Run run) {
    this.run = run;
  }

  /** Of the last one. */
  ChaosOutcome outcome() {
    return Objects.requireNonNull(outcome, "nothing has run to its end");
  }

  @Override
  public ChaosOutcome seed(Path folder, ChaosPlan plan) throws InterruptedException {
    ChaosOutcome came = run.of(folder, plan);
    outcome = came;
    return came;
  }

  @Override
  public ChaosOutcome planted(Path folder, long seed) throws InterruptedException {
    return seed(folder, ChaosPlan.quiet(seed));
  }

  @Override
  public List<String> soak(Path folder, Duration length, long seed) throws InterruptedException {
    return seed(folder, ChaosPlan.quiet(seed)).violations();
  }
}
