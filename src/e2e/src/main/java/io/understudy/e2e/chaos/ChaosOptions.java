package io.understudy.e2e.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What to run.
 *
 * @param seeds how many runs, one seed each
 * @param length of each
 * @param firstSeed the others follow it by one; drawn if empty
 * @param mode what is run
 * @param soak how long a soak is
 * @param folder where runs that fail leave what is known of them
 */
record ChaosOptions(
    int seeds, Duration length, Optional<Long> firstSeed, Mode mode, Duration soak, Path folder) {

  /** What is run. */
  enum Mode {
    SEEDS,
    PLANTED,
    SOAK
  }

  static final String USAGE =
      """
      usage: scripts/chaos [--seeds N] [--seconds S] [--seed X] [--folder F]
             scripts/chaos --planted [--seed X] [--folder F]
             scripts/chaos --soak [--minutes M] [--seed X] [--folder F]
        --seeds N     runs, each with a seed of its own (1)
        --seconds S   how long each is disturbed, 5 to 3600 (60)
        --seed X      the first seed; the others follow it (drawn)
        --folder F    where a run that fails leaves its history and logs (target/chaos)
        --planted     plants faults that the product must not have, and looks whether each is caught
        --soak        no faults; looks whether what the processes take stays flat
        --minutes M   how long that is looked at, 1 to 10080 (10)\
      """;

  private static final int LEAST_SECONDS = 5;
  private static final int MOST_SECONDS = 3600;
  private static final int MOST_MINUTES = 10_080;
  private static final int MOST_SEEDS = 100_000;

  /**
   * @throws IllegalArgumentException says what is wrong
   */
  static ChaosOptions parse(List<String> args) {
    ChaosOptions options =
        new ChaosOptions(
            1,
            Duration.ofSeconds(60),
            Optional.empty(),
            Mode.SEEDS,
            Duration.ofMinutes(10),
            Path.of("target", "chaos"));
    Iterator<String> words = args.iterator();
    while (words.hasNext()) {
      String name = words.next();
      if (name.equals("--planted") || name.equals("--soak")) {
        options = options.in(name.equals("--soak") ? Mode.SOAK : Mode.PLANTED);
        continue;
      }
      if (!words.hasNext()) {
        throw new IllegalArgumentException("'" + name + "' is unknown or lacks its value");
      }
      options = options.with(name, words.next());
    }
    return options;
  }

  private ChaosOptions in(Mode wanted) {
    return new ChaosOptions(seeds, length, firstSeed, wanted, soak, folder);
  }

  private ChaosOptions with(String name, String value) {
    return switch (name) {
      case "--seeds" ->
          new ChaosOptions(
              (int) number(name, value, 1, MOST_SEEDS), length, firstSeed, mode, soak, folder);
      case "--seconds" ->
          new ChaosOptions(
              seeds,
              Duration.ofSeconds(number(name, value, LEAST_SECONDS, MOST_SECONDS)),
              firstSeed,
              mode,
              soak,
              folder);
      case "--seed" ->
          new ChaosOptions(
              seeds,
              length,
              Optional.of(number(name, value, 0, Long.MAX_VALUE)),
              mode,
              soak,
              folder);
      case "--minutes" ->
          new ChaosOptions(
              seeds,
              length,
              firstSeed,
              mode,
              Duration.ofMinutes(number(name, value, 1, MOST_MINUTES)),
              folder);
      case "--folder" -> new ChaosOptions(seeds, length, firstSeed, mode, soak, Path.of(value));
      default -> throw new IllegalArgumentException("'" + name + "' is unknown");
    };
  }

  private static long number(String name, String value, long least, long most) {
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      throw new IllegalArgumentException(name + " " + value + " is not a number", notOne);
    }
    throw new IllegalArgumentException("%s %s: write %d to %d".formatted(name, value, least, most));
  }
}
