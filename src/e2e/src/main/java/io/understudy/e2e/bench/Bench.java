package io.understudy.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What {@code scripts/bench} runs. */
public final class Bench {

  /** A closed connection is no news here. Held, since loggers that nobody holds forget. */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  private Bench() {}

  /**
   * Exit codes: 0 whatever the rate, 1 something was not equal, failed, or fell behind because of
   * callers, 2 wrong usage.
   *
   * @param args see {@link Options#USAGE}
   */
  public static void main(String[] args) {
    GRPC.setLevel(Level.OFF);
    Options options;
    try {
      options = Options.parse(List.of(args));
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage());
      System.err.println(Options.USAGE);
      System.exit(2);
      return;
    }
    System.exit(run(options));
  }

  private static int run(Options options) {
    Report report = new Report(System.out);
    Path folder = newFolder();
    try {
      if (options.has(Options.Part.COPY)) {
        new CopyBench(report, folder, options).run(options.rounds());
      }
      if (options.has(Options.Part.TAIL)) {
        new TailBench(report, folder, options).run(options.rounds());
      }
      if (options.has(Options.Part.MEMORY)) {
        MemoryBench.Sizes sizes = MemoryBench.Sizes.STANDARD.keys(options.memoryKeys());
        Duration tailing = Duration.ofSeconds(options.seconds());
        new MemoryBench(report, folder, options.storage(), sizes, tailing).run();
      }
      if (options.has(Options.Part.CHECK)) {
        new CheckBench(report, folder, options).run(options.rounds());
      }
      if (options.has(Options.Part.FAILOVER)) {
        new FailoverBench(report, folder, options).run(options.rounds());
      }
      if (options.has(Options.Part.LOAD)) {
        new LoadBench(report, folder, options).run(options.rounds());
      }
      report.table();
      return 0;
    } catch (BenchFailure | IllegalStateException failure) {
      report.table();
      report.say("bench: " + failure.getMessage());
      report.say("logs: " + folder);
      return 1;
    }
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("understudy-bench");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary directory", e);
    }
  }
}
