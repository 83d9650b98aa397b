package io.understudy.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Prometheus' own tool for rules, as it is on the path. */
final class Promtool {

  private static final long TIMEOUT_SECONDS = 120;

  private Promtool() {}

  /**
   * @param exitCode 0 if all is well
   * @param said on both its outputs
   */
  record Answer(int exitCode, String said) {}

  static Answer run(List<String> command, List<Path> files) throws Exception {
    List<String> line = new ArrayList<>(List.of("promtool"));
    line.addAll(command);
    files.forEach(file -> line.add(file.toString()));
    Path output = Files.createTempFile("promtool", ".out");
    try {
      Process process = start(line, output);
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(line + " did not end in " + TIMEOUT_SECONDS + " s");
      }
      return new Answer(
          process.exitValue(), new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
    } finally {
      Files.delete(output);
    }
  }

  private static Process start(List<String> line, Path output) {
    try {
      return new ProcessBuilder(line)
          .redirectErrorStream(true)
          .redirectOutput(output.toFile())
          .start();
    } catch (IOException e) {
      throw new IllegalStateException(
          "promtool is not on the PATH: scripts/test installs it on Debian (package prometheus)",
          e);
    }
  }
}
