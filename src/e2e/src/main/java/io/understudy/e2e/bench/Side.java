package io.understudy.e2e.bench;

import io.understudy.e2e.SyncService;
import io.understudy.testkit.ServerTls;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
   * @param tls that both etcds speak
   * @param log takes what the process says
   */
  Running start(
      String source, String target, Optional<ServerTls> tls, int keys, int valueBytes, Path log) {
    return switch (this) {
      case MAKE_MIRROR -> launch(makeMirror(source, target, tls), Map.of("ETCDCTL_API", "3"), log);
      case BARE_WRITER -> launch(bareWriter(target, tls, keys, valueBytes), Map.of(), log);
      case SYNC_SERVICE ->
          new Running(SyncService.start(settings(source, target, tls), log, OPTIONS).process());
    };
  }

  private static List<String> makeMirror(String source, String target, Optional<ServerTls> tls) {
    List<String> command = new ArrayList<>(List.of("etcdctl", "--endpoints=" + source));
    tls.ifPresent(files -> command.addAll(files("--", files)));
    command.add("make-mirror");
    tls.ifPresent(
        files -> {
          command.add("--dest-insecure-transport=false");
          command.addAll(files("--dest-", files));
        });
    command.add(target.substring(target.lastIndexOf('/') + 1));
    return command;
  }

  private static List<String> files(String prefix, ServerTls tls) {
    return List.of(
        prefix + "cacert=" + tls.ca(),
        prefix + "cert=" + tls.admin().cert(),
        prefix + "key=" + tls.admin().key());
  }

  private static List<String> bareWriter(
      String target, Optional<ServerTls> tls, int keys, int valueBytes) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(BareWriter.class.getName());
    command.addAll(List.of(target, Integer.toString(keys), Integer.toString(valueBytes)));
    tls.ifPresent(
        files ->
            Stream.of(files.ca(), files.admin().cert(), files.admin().key())
                .map(Path::toString)
                .forEach(command::add));
    return command;
  }

  private static Map<String, String> settings(
      String source, String target, Optional<ServerTls> tls) {
    Map<String, String> settings = new HashMap<>();
    settings.put("UNDERSTUDY_SOURCE_ENDPOINTS", source);
    settings.put("UNDERSTUDY_TARGET_ENDPOINTS", target);
    for (String side : List.of("SOURCE", "TARGET")) {
      tls.ifPresent(
          files -> {
            String prefix = "UNDERSTUDY_" + side + "_TLS_";
            settings.put(prefix + "CA_FILE", files.ca().toString());
            settings.put(prefix + "CERT_FILE", files.admin().cert().toString());
            settings.put(prefix + "KEY_FILE", files.admin().key().toString());
          });
    }
    return settings;
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
