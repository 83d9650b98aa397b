package io.understudy.e2e.chaos;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What {@link ChaosMain} says to whoever starts it.
 *
 * @param lines of its output
 */
record ToldRun(int exitCode, List<String> lines) {

  private static final String REPLAY = "  replay: scripts/chaos ";

  ToldRun {
    lines = List.copyOf(lines);
  }

  /** Of a process with these arguments that has these runs. */
  static ToldRun of(ChaosRuns runs, String... arguments) throws InterruptedException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8)) {
      int exitCode = new ChaosMain(ChaosOptions.parse(List.of(arguments)), out, runs).run();
      return new ToldRun(exitCode, output.toString(StandardCharsets.UTF_8).lines().toList());
    }
  }

  /** What it says repeats the run, as a shell would hand it over; fails unless it is one line. */
  ChaosOptions replay() {
    List<String> commands = lines.stream().filter(line -> line.startsWith(REPLAY)).toList();
    if (commands.size() != 1) {
      throw new AssertionError("not one command that repeats the run: " + lines);
    }
    String command = commands.getFirst().substring(REPLAY.length());
    return ChaosOptions.parse(List.of(command.replace("'", "").split(" ")));
  }
}
