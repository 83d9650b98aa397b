package io.understudy.e2e.bench;

import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What to measure.
 *
 * @param rounds of which the median counts
 * @param keysGiven of 1 KiB each; 0 for the part's own default
 * @param seconds for which the source of a tail is written to
 */
record Options(Set<Part> parts, int keysGiven, int rounds, int seconds, BenchEtcd.Storage storage) {

  static final String USAGE =
      """
      usage: scripts/bench mirror [--only copy|tail|memory] [--keys N] [--rounds R] [--seconds S]
                                [--storage disk|memory]
        copy     first copy beside etcdctl make-mirror and a bare writer (100,000 keys)
        tail     a source written to as fast as it takes, directly and over slow links
        memory   1,000,000 keys, then a backlog of 1,000 revisions of 1 MiB, under -Xmx256m
      Without --only: copy and tail. Etcds keep their data on disk unless --storage memory.""";

  private static final int COPY_KEYS = 100_000;
  private static final int MOST_KEYS = 10_000_000;

  enum Part {
    COPY,
    TAIL,
    MEMORY
  }

  /**
   * @throws IllegalArgumentException says what is wrong
   */
  static Options parse(List<String> args) {
    Iterator<String> words = args.iterator();
    if (!words.hasNext() || !words.next().equals("mirror")) {
      throw new IllegalArgumentException("say what to measure: mirror");
    }
    Options options =
        new Options(EnumSet.of(Part.COPY, Part.TAIL), 0, 3, 20, BenchEtcd.Storage.DISK);
    while (words.hasNext()) {
      String name = words.next();
      if (!words.hasNext()) {
        throw new IllegalArgumentException("'" + name + "' is unknown or lacks its value");
      }
      options = options.with(name, words.next());
    }
    return options;
  }

  boolean has(Part part) {
    return parts.contains(part);
  }

  int keys() {
    return keysGiven > 0 ? keysGiven : COPY_KEYS;
  }

  int memoryKeys() {
    return keysGiven > 0 ? keysGiven : MemoryBench.Sizes.STANDARD.keys();
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "--only" -> new Options(EnumSet.of(part(value)), keysGiven, rounds, seconds, storage);
      case "--keys" -> new Options(parts, number(name, value, MOST_KEYS), rounds, seconds, storage);
      case "--rounds" -> new Options(parts, keysGiven, number(name, value, 100), seconds, storage);
      case "--seconds" -> new Options(parts, keysGiven, rounds, number(name, value, 3600), storage);
      case "--storage" -> new Options(parts, keysGiven, rounds, seconds, storage(value));
      default -> throw new IllegalArgumentException("'" + name + "' is unknown");
    };
  }

  private static Part part(String value) {
    try {
      return Part.valueOf(value.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "--only " + value + ": write copy, tail or memory", unknown);
    }
  }

  private static BenchEtcd.Storage storage(String value) {
    return switch (value) {
      case "disk" -> BenchEtcd.Storage.DISK;
      case "memory" -> BenchEtcd.Storage.MEMORY;
      default ->
          throw new IllegalArgumentException("--storage " + value + ": write disk or memory");
    };
  }

  private static int number(String name, String value, int most) {
    try {
      int number = Integer.parseInt(value);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      throw new IllegalArgumentException(name + " " + value + " is not a number", notOne);
    }
    throw new IllegalArgumentException(name + " " + value + ": write 1 to " + most);
  }
}
