package io.understudy.e2e.chaos;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What {@code scripts/chaos} runs. */
public final class ChaosMain {

  /** A lost connection is no news here. Held, since loggers that nobody holds forget. */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  private static final int SEEDS_BELOW = 1_000_000_000;

  private final ChaosOptions options;
  private final PrintStream out;
  private final ChaosRuns runs;
  private long faults;
  private long writes;
  private long violations;

  ChaosMain(ChaosOptions options, PrintStream out, ChaosRuns runs) {
    this.options = options;
    this.out = out;
    this.runs = runs;
  }

  /**
   * Exit codes: 0 every run passed, 1 one did not, 2 wrong usage.
   *
   * @param args see {@link ChaosOptions#USAGE}
   */
  public static void main(String[] args) throws InterruptedException {
    GRPC.setLevel(Level.OFF);
    try {
      ChaosOptions options = ChaosOptions.parse(List.of(args));
      System.exit(new ChaosMain(options, System.out, new ProcessRuns(System.out)).run());
    } catch (IllegalArgumentException wrong) {
      System.err.println("chaos: " + wrong.getMessage());
      System.err.println(ChaosOptions.USAGE);
      System.exit(2);
    }
  }

  /** All that the options say; what it returns is the exit code. */
  int run() throws InterruptedException {
    long first = options.firstSeed().orElseGet(() -> (long) new Random().nextInt(SEEDS_BELOW));
    return switch (options.mode()) {
      case SEEDS -> runAll(first);
      case PLANTED -> plant(first);
      case SOAK -> soak(first);
    };
  }

  private int soak(long seed) throws InterruptedException {
    ChaosFolder folder = new ChaosFolder(options.folder().resolve("soak-" + seed)).fresh();
    List<String> wrong;
    try {
      wrong = runs.soak(folder.path().toAbsolutePath(), options.soak(), seed);
    } catch (RuntimeException | AssertionError broken) {
      broken.printStackTrace(out);
      wrong = List.of("it broke off: " + broken);
    }
    wrong.forEach(what -> out.println("  " + what));
    if (wrong.isEmpty()) {
      folder.remove();
    } else {
      tellReplay("--soak --minutes " + options.soak().toMinutes(), seed, folder);
    }
    out.printf("soak: %d minutes, %d problems%n", options.soak().toMinutes(), wrong.size());
    return wrong.isEmpty() ? 0 : 1;
  }

  private int runAll(long first) throws InterruptedException {
    for (int i = 0; i < options.seeds(); i++) {
      run(first + i);
    }
    out.printf(
        "chaos: %d seeds, %d faults, %d writes checked, %d violations%n",
        options.seeds(), faults, writes, violations);
    return violations == 0 ? 0 : 1;
  }

  private int plant(long seed) throws InterruptedException {
    ChaosFolder folder = new ChaosFolder(options.folder().resolve("planted-" + seed)).fresh();
    Map<Plant, Optional<String>> caught =
        PlantedRun.caught(runs.planted(folder.path().toAbsolutePath(), seed));
    caught.forEach(
        (plant, violation) ->
            out.printf(
                "planted %s: %s%n", plant, violation.map("caught: "::concat).orElse("NOT caught")));
    long missed = caught.values().stream().filter(Optional::isEmpty).count();
    if (missed == 0) {
      folder.remove();
    } else {
      tellReplay("--planted", seed, folder);
    }
    out.printf("chaos: %d planted, %d caught%n", caught.size(), caught.size() - missed);
    return missed == 0 ? 0 : 1;
  }

  private void run(long seed) throws InterruptedException {
    ChaosPlan plan = ChaosPlan.of(seed, options.length());
    ChaosFolder folder = new ChaosFolder(options.folder().resolve("seed-" + seed)).fresh();
    try {
      ChaosOutcome outcome = runs.seed(folder.path().toAbsolutePath(), plan);
      faults += outcome.faults();
      writes += outcome.writesChecked();
      violations += outcome.violations().size();
      out.printf(
          "seed %d: %d faults, %d writes checked, %d violations%n",
          seed, outcome.faults(), outcome.writesChecked(), outcome.violations().size());
      if (outcome.passed()) {
        folder.remove();
      } else {
        outcome.violations().forEach(violation -> out.println("  " + violation));
        tellReplay(asSeed(), seed, folder);
      }
    } catch (RuntimeException | AssertionError broken) {
      violations++;
      out.printf("seed %d: the run broke off: %s%n", seed, broken);
      broken.printStackTrace(out);
      tellReplay(asSeed(), seed, folder);
    }
  }

  private String asSeed() {
    return "--seeds 1 --seconds " + options.length().toSeconds();
  }

  private void tellReplay(String what, long seed, ChaosFolder folder) {
    out.printf("  kept:   %s%n", folder.path());
    out.printf(
        "  replay: scripts/chaos %s --seed %d --folder '%s'%n",
        what, seed, options.folder().resolve("replay"));
  }
}
