package io.understudy.e2e;

import io.understudy.testkit.FreePorts;
import io.understudy.testkit.Standstill;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A service as a process of its own, from the jar that the build made. */
public class ServiceProcess implements AutoCloseable {

  private static final int STOP_SECONDS = 5;

  private final Process process;
  private final int port;
  private final Path log;

  /**
   * Starts it, with its REST on a free loopback port. It is not up yet when this returns.
   *
   * @param name of the service, as its module is called
   * @param options of its virtual machine
   * @param environment its configuration, for example {@code UNDERSTUDY_SOURCE_ENDPOINTS}; with
   *     {@code QUARKUS_HTTP_PORT} its REST is there instead
   * @param log what it logs is added to this file
   * @throws IllegalStateException if its jar is not built
   */
  ServiceProcess(String name, List<String> options, Map<String, String> environment, Path log) {
    String given = environment.get("QUARKUS_HTTP_PORT");
    this.port = given == null ? FreePorts.find(1).getFirst() : Integer.parseInt(given);
    this.log = log;
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    builder.command().addAll(options);
    String jar = name + "/target/quarkus-app/quarkus-run.jar";
    builder.command().addAll(List.of("-jar", built(jar).toString()));
    builder.environment().keySet().removeIf(variable -> variable.startsWith("UNDERSTUDY_"));
    builder.environment().putAll(environment);
    builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      this.process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  public int port() {
    return port;
  }

  /** Where its REST is, {@code http://127.0.0.1:port}. */
  public String address() {
    return "http://127.0.0.1:" + port;
  }

  public Path log() {
    return log;
  }

  /** The process itself, for what only it can tell. */
  public Process process() {
    return process;
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** SIGKILL, as a crash. */
  public void kill() {
    process.destroyForcibly();
    await();
  }

  /** SIGTERM, as a clean stop. It may still be running when this returns. */
  public void terminate() {
    process.destroy();
  }

  /** SIGSTOP: it stands still wherever it is, and the world goes on. */
  public void suspend() {
    Standstill.suspend(process);
  }

  /** SIGCONT: it goes on where it stood, and does not know for how long it did. */
  public void resume() {
    Standstill.resume(process);
  }

  /** The last lines of its log, for a message. */
  public String logTail(int lines) {
    try {
      List<String> all = Files.readAllLines(log);
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      return "(its log cannot be read: " + e.getMessage() + ")";
    }
  }

  /** Whether its log has it in some line. */
  public boolean logContains(String text) {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.anyMatch(line -> line.contains(text));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + log, e);
    }
  }

  /** Asks it to end, and makes it if it has not after 5 s. */
  @Override
  public void close() {
    process.destroy();
    if (!await()) {
      kill();
    }
  }

  private boolean await() {
    try {
      return process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      return true;
    }
  }

  /**
   * A file of the repository, wherever in it this runs.
   *
   * @throws IllegalStateException if it is not there
   */
  static Path built(String file) {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve(file))) {
        return folder.resolve(file);
      }
    }
    throw new IllegalStateException(
        file + " is not there; build it: mvn -DskipTests package, in the repository");
  }
}
