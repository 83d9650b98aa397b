package io.understudy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A real HAProxy of its own, as it stands before an etcd: the {@code haproxy} found on the path or
 * in {@code /usr/sbin}, on free loopback ports. Frontend {@value #FRONTEND} forwards TCP, {@value
 * #OTHER_FRONTEND} forwards it to the same servers on another port. {@link #close} ends it.
 */
public final class HaProxy implements AutoCloseable {

  /** The frontend of {@link #port}. */
  public static final String FRONTEND = "etcd";

  /** The frontend of {@link #otherPort}. */
  public static final String OTHER_FRONTEND = "other";

  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
  private static final int START_ATTEMPTS = 3;
  private static final int CONNECT_MILLIS = 2000;

  private final Path directory;
  private final int port;
  private final int otherPort;
  private final int apiPort;
  private Process process;

  /** Tests that are interrupted leave no HAProxy behind. */
  private final Thread atExit = new Thread(this::remove);

  private HaProxy(List<String> forwardTo, String level) {
    List<Integer> ports = FreePorts.find(3);
    this.port = ports.get(0);
    this.otherPort = ports.get(1);
    this.apiPort = ports.get(2);
    try {
      this.directory = Files.createTempDirectory("understudy-haproxy");
      Files.writeString(configuration(), configuration(forwardTo, level));
      this.process = launched();
    } catch (IOException failure) {
      throw new IllegalStateException(
          "cannot start haproxy; install it: apt-get install haproxy", failure);
    }
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts one and waits until it takes connections.
   *
   * @param forwardTo {@code host:port} of what it forwards to
   * @throws IllegalStateException if there is no {@code haproxy}, or it does not listen in 30 s
   */
  public static HaProxy before(String forwardTo) {
    return start(forwardTo, "admin");
  }

  /**
   * Before several servers, of which it passes over those that take no connections.
   *
   * @param forwardTo {@code host:port} of each
   */
  public static HaProxy before(List<String> forwardTo) {
    return start(forwardTo, "admin");
  }

  /**
   * @param level of its runtime API: {@code user}, {@code operator} or {@code admin}
   */
  public static HaProxy start(String forwardTo, String level) {
    return start(List.of(forwardTo), level);
  }

  private static HaProxy start(List<String> forwardTo, String level) {
    for (int attempt = 1; ; attempt++) {
      HaProxy proxy = new HaProxy(forwardTo, level);
      try {
        proxy.awaitListening();
        return proxy;
      } catch (RuntimeException failure) {
        proxy.close();
        if (attempt == START_ATTEMPTS) {
          throw failure;
        }
      }
    }
  }

  /** Of {@value #FRONTEND}, on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** Of {@value #OTHER_FRONTEND}, on 127.0.0.1. */
  public int otherPort() {
    return otherPort;
  }

  /** Its runtime API over TCP, {@code host:port}. */
  public String tcpApi() {
    return "127.0.0.1:" + apiPort;
  }

  /** Its runtime API as a unix socket. */
  public Path unixApi() {
    return directory.resolve("admin.sock");
  }

  /**
   * Says something to its runtime API, for example {@code disable frontend etcd}.
   *
   * @return what it answered, without blank lines around it
   */
  public String tell(String command) {
    try (Socket api = new Socket("127.0.0.1", apiPort)) {
      api.setSoTimeout((int) START_TIMEOUT.toMillis());
      api.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
      return new String(api.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException failure) {
      throw new UncheckedIOException("haproxy does not take '" + command + "'", failure);
    }
  }

  /** SIGKILL, with all connections through it. */
  public synchronized void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /**
   * Ends it if it runs, and starts it as it was configured: what it was told since is forgotten.
   */
  public synchronized void restart() {
    kill();
    try {
      process = launched();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot start haproxy again", failure);
    }
    awaitListening();
  }

  /** SIGSTOP: it hangs, its connections stay open. */
  public synchronized void suspend() {
    Standstill.suspend(process);
  }

  /** SIGCONT: it goes on. */
  public synchronized void resume() {
    Standstill.resume(process);
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    remove();
  }

  private Process launched() throws IOException {
    return new ProcessBuilder(binary(), "-db", "-f", configuration().toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  private boolean awaitEnd() {
    try {
      return process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interruption) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private synchronized void remove() {
    process.destroy();
    if (!awaitEnd()) {
      kill();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot remove the files of a haproxy", failure);
    }
  }

  private static String binary() {
    Path debian = Path.of("/usr/sbin/haproxy");
    return Files.isExecutable(debian) ? debian.toString() : "haproxy";
  }

  private Path configuration() {
    return directory.resolve("haproxy.cfg");
  }

  private Path log() {
    return directory.resolve("haproxy.log");
  }

  private String configuration(List<String> forwardTo, String level) {
    return """
        global
          stats socket %s mode 600 level %s
          stats socket ipv4@%s level %s
        defaults
          mode tcp
          timeout connect 10s
          timeout client 1h
          timeout server 1h
          retries 3
          option redispatch 1
        frontend %s
          bind 127.0.0.1:%d
          default_backend members
        frontend %s
          bind 127.0.0.1:%d
          default_backend members
        backend members
        %s"""
        .formatted(
            unixApi(),
            level,
            tcpApi(),
            level,
            FRONTEND,
            port,
            OTHER_FRONTEND,
            otherPort,
            servers(forwardTo));
  }

  private static String servers(List<String> forwardTo) {
    StringBuilder servers = new StringBuilder();
    for (String server : forwardTo) {
      servers.append("  server s%d %s%n".formatted(servers.length(), server));
    }
    return servers.toString();
  }

  private void awaitListening() {
    try {
      Awaitility.await()
          .atMost(START_TIMEOUT)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !process.isAlive() || listens(port) && listens(apiPort));
    } catch (ConditionTimeoutException slow) {
      throw new IllegalStateException("haproxy does not listen after 30 s: " + said(), slow);
    }
    if (!process.isAlive()) {
      throw new IllegalStateException("haproxy ended as soon as it started: " + said());
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_MILLIS);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private String said() {
    try {
      return Files.readString(log());
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read the log of a haproxy", failure);
    }
  }
}
