package io.understudy.e2e.bench;

import io.understudy.e2e.SyncService;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Who fills a target, each a process of its own. */
enum Side {
  MAKE_MIRROR("etcdctl make-mirror"),
  BARE_WRITER("bare jetcd writer"),
  SYNC_SERVICE("sync-service");

  private static final int STOP_SECONDS = 10;

  /**
   * More options of sync-service's virtual machine than it is documented to run with, to compare.
   */
  static final List<String> OPTIONS =
      Stream.of(System.getenv().getOrDefault("BENCH_JAVA_OPTIONS", "").split(" "))
          .filter(option -> !option.isEmpty())
          .toList();

  private final String title;

  Side(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** A process that copies; it is ended by {@link #close}. */
  record Running(Process process) implements AutoCloseable {

    /** What it has taken of the processors so far. */
    double cpuSeconds() {
      return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    boolean isUseful() {
      return process.isAlive() || process.exitValue() == 0;
    }

    @Override
    public void close() {
      process.destroy();
      try {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Starts to copy.
   *
   * @param source endpoint, as {@code http://host:port}
   * @param log takes what the process says
   */
  Running start(String source, String target, int keys, int valueBytes, Path log) {
    return switch (this) {
      case MAKE_MIRROR ->
          launch(
              List.of(
                  "etcdctl",
                  "--endpoints=" + source,
                  "make-mirror",
                  target.substring(target.lastIndexOf('/') + 1)),
              Map.of("ETCDCTL_API", "3"),
              log);
      case BARE_WRITER ->
          launch(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  BareWriter.class.getName(),
                  target,
                  Integer.toString(keys),
                  Integer.toString(valueBytes)),
              Map.of(),
              log);
      case SYNC_SERVICE ->
          new Running(
              SyncService.start(
                      Map.of(
                          "UNDERSTUDY_SOURCE_ENDPOINTS", source,
                          "UNDERSTUDY_TARGET_ENDPOINTS", target),
                      log,
                      OPTIONS)
                  .process());
    };
  }

  private static Running launch(List<String> command, Map<String, String> environment, Path log) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(new File(log.toString())));
    try {
      return new Running(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
  }
}
