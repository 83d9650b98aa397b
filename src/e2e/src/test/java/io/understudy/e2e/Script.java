package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A script of the repository as a process, as people start it, but that it builds nothing: the
 * tests are part of the build.
 */
public final class Script implements AutoCloseable {

  private static final int STOP_SECONDS = 60;

  private final Process process;
  private final Path output;

  private Script(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts it.
   *
   * @param output file for all that it shows
   * @param command the script's name in {@code scripts}, and its arguments
   */
  public static Script start(Path output, String... command) {
    return start(output, Map.of(), command);
  }

  /**
   * The same.
   *
   * @param environment more of its environment
   */
  static Script start(Path output, Map<String, String> environment, String... command) {
    List<String> line = new ArrayList<>(List.of(command));
    line.set(0, Sources.root().resolve("scripts").resolve(command[0]).toString());
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("UNDERSTUDY_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("UNDERSTUDY_BUILT", "true");
    builder.environment().putAll(environment);
    try {
      return new Script(
          builder.redirectErrorStream(true).redirectOutput(output.toFile()).start(), output);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot start " + line, failure);
    }
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** All that it has shown by now. */
  public String shown() {
    try {
      return Files.readString(output);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + output, failure);
    }
  }

  /** All that it shows; fails unless it ends in time, and well. */
  public String awaitEnd(Duration patience) throws InterruptedException {
    boolean ended = process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
    assertThat(ended).as("it ends: %s", shown()).isTrue();
    assertThat(process.exitValue()).as("%s", shown()).isZero();
    return shown();
  }

  /** Has it end as by Ctrl-C. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("it does not end: " + shown());
      }
    } catch (InterruptedException interruption) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
