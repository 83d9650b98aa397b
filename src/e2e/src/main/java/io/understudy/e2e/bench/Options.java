package io.understudy.e2e.bench;

import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * What to measure.
 *
 * @param rounds of which the median counts
 * @param keysGiven of 1 KiB each; 0 for the part's own default
 * @param seconds for which the source of a tail is written to
 * @param tls whether all speak TLS with the etcds; for the first copy alone
 */
record Options(
    Set<Part> parts,
    int keysGiven,
    int rounds,
    int seconds,
    BenchEtcd.Storage storage,
    boolean tls) {

  static final String USAGE =
      """
      usage: scripts/bench mirror [--only copy|tail|memory] [--keys N] [--rounds R] [--seconds S]
                                [--storage disk|memory] [--connections plain|tls]
        copy     first copy beside etcdctl make-mirror and a bare writer (100,000 keys); only this
                 one with --connections tls
        tail     a source written to as fast as it takes, directly and over slow links
        memory   1,000,000 keys, then a backlog of 1,000 revisions of 1 MiB, under -Xmx256m
      Without --only: copy and tail.
             scripts/bench check [--keys N] [--rounds R] [--storage disk|memory]
        the monitor's check beside etcdctl get | sort | diff: keys, values, and again after 1,000
        changes (200,000 keys)
             scripts/bench failover [--keys N] [--rounds R] [--storage disk|memory]
        a switchover under load and a failover with the primary killed, three services, HAProxy and
        Knot DNS: how long users are shut out, and what they lose (50,000 keys)
             scripts/bench load [--keys N] [--rounds R] [--seconds S] [--storage disk|memory]
        the mirror's lag while 200 callers ask the three services, beside the lag without them (60 s)
      Etcds keep their data on disk unless --storage memory.\
      """;

  private static final int COPY_KEYS = 100_000;
  private static final int CHECK_KEYS = 200_000;
  private static final int FAILOVER_KEYS = 50_000;
  private static final int TAIL_SECONDS = 20;
  private static final int LOAD_SECONDS = 60;
  private static final int MOST_KEYS = 10_000_000;

  enum Part {
    COPY,
    TAIL,
    MEMORY,
    CHECK,
    FAILOVER,
    LOAD
  }

  /**
   * @throws IllegalArgumentException says what is wrong
   */
  static Options parse(List<String> args) {
    Iterator<String> words = args.iterator();
    Set<Part> parts =
        switch (words.hasNext() ? words.next() : "") {
          case "mirror" -> EnumSet.of(Part.COPY, Part.TAIL);
          case "check" -> EnumSet.of(Part.CHECK);
          case "failover" -> EnumSet.of(Part.FAILOVER);
          case "load" -> EnumSet.of(Part.LOAD);
          default ->
              throw new IllegalArgumentException(
                  "say what to measure: mirror, check, failover or load");
        };
    int seconds = parts.contains(Part.LOAD) ? LOAD_SECONDS : TAIL_SECONDS;
    Options options = new Options(parts, 0, 3, seconds, BenchEtcd.Storage.DISK, false);
    while (words.hasNext()) {
      String name = words.next();
      if (!words.hasNext()) {
        throw new IllegalArgumentException("'" + name + "' is unknown or lacks its value");
      }
      options = options.with(name, words.next());
    }
    if (options.tls && !options.parts.equals(EnumSet.of(Part.COPY))) {
      throw new IllegalArgumentException("--connections tls is for mirror --only copy");
    }
    return options;
  }

  boolean has(Part part) {
    return parts.contains(part);
  }

  int keys() {
    return keysGiven > 0 ? keysGiven : COPY_KEYS;
  }

  int checkKeys() {
    return keysGiven > 0 ? keysGiven : CHECK_KEYS;
  }

  int failoverKeys() {
    return keysGiven > 0 ? keysGiven : FAILOVER_KEYS;
  }

  int memoryKeys() {
    return keysGiven > 0 ? keysGiven : MemoryBench.Sizes.STANDARD.keys();
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "--only" -> new Options(only(value), keysGiven, rounds, seconds, storage, tls);
      case "--keys" ->
          new Options(parts, number(name, value, MOST_KEYS), rounds, seconds, storage, tls);
      case "--rounds" ->
          new Options(parts, keysGiven, number(name, value, 100), seconds, storage, tls);
      case "--seconds" ->
          new Options(parts, keysGiven, rounds, number(name, value, 3600), storage, tls);
      case "--storage" -> new Options(parts, keysGiven, rounds, seconds, storage(value), tls);
      case "--connections" -> new Options(parts, keysGiven, rounds, seconds, storage, tls(value));
      default -> throw new IllegalArgumentException("'" + name + "' is unknown");
    };
  }

  private Set<Part> only(String value) {
    Part part =
        switch (value) {
          case "copy" -> Part.COPY;
          case "tail" -> Part.TAIL;
          case "memory" -> Part.MEMORY;
          default ->
              throw new IllegalArgumentException(
                  "--only " + value + ": write copy, tail or memory");
        };
    if (has(Part.CHECK) || has(Part.FAILOVER) || has(Part.LOAD)) {
      throw new IllegalArgumentException("--only is for mirror");
    }
    return EnumSet.of(part);
  }

  private static BenchEtcd.Storage storage(String value) {
    return switch (value) {
      case "disk" -> BenchEtcd.Storage.DISK;
      case "memory" -> BenchEtcd.Storage.MEMORY;
      default ->
          throw new IllegalArgumentException("--storage " + value + ": write disk or memory");
    };
  }

  private static boolean tls(String value) {
    return switch (value) {
      case "plain" -> false;
      case "tls" -> true;
      default ->
          throw new IllegalArgumentException("--connections " + value + ": write plain or tls");
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
