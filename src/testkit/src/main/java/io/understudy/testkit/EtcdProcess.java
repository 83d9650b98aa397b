package io.understudy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A real etcd of its own: the {@code etcd} found on the path, on free loopback ports, with a
 * directory in memory where the system has one. {@link #close} ends it and removes its data.
 */
public final class EtcdProcess implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(2);
  private static final int START_ATTEMPTS = 3;
  private static final int LOG_TAIL_LINES = 20;
  private static final Path MEMORY = Path.of("/dev/shm");

  private final Member member;
  private final String initialCluster;
  private final EtcdOptions options;
  private final Path directory;

  /** Tests that are interrupted leave no etcd behind. */
  private final Thread atExit = new Thread(this::remove);

  private Optional<Process> process = Optional.empty();
  private String clusterState = "new";

  /**
   * Name and ports of a member.
   *
   * @param peerPort where it listens
   * @param peerUrl where the others reach it
   * @param metricsPort plain, whatever the clients' connections are; tells its health
   */
  record Member(String name, int clientPort, int peerPort, String peerUrl, int metricsPort) {

    static Member free(String name) {
      List<Integer> ports = FreePorts.find(3);
      int peerPort = ports.get(1);
      return new Member(name, ports.get(0), peerPort, loopback(peerPort), ports.get(2));
    }

    Member reachedAt(String url) {
      return new Member(name, clientPort, peerPort, url, metricsPort);
    }

    String listensAt() {
      return loopback(peerPort);
    }

    String inCluster() {
      return name + "=" + peerUrl;
    }

    private static String loopback(int port) {
      return "http://127.0.0.1:" + port;
    }
  }

  EtcdProcess(Member member, String initialCluster, EtcdOptions options) {
    this.member = member;
    this.initialCluster = initialCluster;
    this.options = options;
    this.directory = newDirectory();
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts one and waits until it is healthy. */
  public static EtcdProcess start() {
    return start(EtcdOptions.standard());
  }

  /**
   * Starts one and waits until it is healthy.
   *
   * @throws IllegalStateException if there is no {@code etcd}, or it does not become healthy in 30
   *     s; says what its log ends with
   */
  public static EtcdProcess start(EtcdOptions options) {
    for (int attempt = 1; ; attempt++) {
      Member member = Member.free("etcd");
      EtcdProcess etcd = new EtcdProcess(member, member.inCluster(), options);
      try {
        etcd.launch();
        etcd.awaitHealthy();
        return etcd;
      } catch (RuntimeException failure) {
        boolean portTaken = etcd.logTail().contains("address already in use");
        etcd.close();
        if (!portTaken || attempt == START_ATTEMPTS) {
          throw failure;
        }
      }
    }
  }

  /** Several that form one etcd. */
  public static EtcdCluster cluster(int members) {
    return cluster(members, EtcdOptions.standard());
  }

  /** Several that form one etcd. */
  public static EtcdCluster cluster(int members, EtcdOptions options) {
    return EtcdCluster.start(members, options, false);
  }

  /** The same with links between them that can be cut. */
  public static EtcdCluster linkedCluster(int members, EtcdOptions options) {
    return EtcdCluster.start(members, options, true);
  }

  /** Its client URL, {@code http://127.0.0.1:port}, or {@code https}. */
  public String endpoint() {
    return (options.tls().isPresent() ? "https://" : "http://") + address();
  }

  /** As {@code 127.0.0.1:port}. */
  public String address() {
    return "127.0.0.1:" + member.clientPort();
  }

  /** What it has logged, all its lives in one file. */
  public Path log() {
    return directory.resolve("etcd.log");
  }

  /** Where the other members reach it. */
  public String peerUrl() {
    return member.peerUrl();
  }

  public boolean isRunning() {
    return process.map(Process::isAlive).orElse(false);
  }

  /** A client of its own, which knows nothing of the adapter under test. */
  public IndependentClient client() {
    return options
        .tls()
        .map(tls -> IndependentClient.over(List.of(endpoint()), tls))
        .orElseGet(() -> new IndependentClient(List.of(endpoint())));
  }

  /** For {@code etcdctl}: how to reach it, as {@link #client} does. */
  public EtcdCtl etcdctl() {
    return new EtcdCtl(endpoint(), options.tls());
  }

  /** Ends it with SIGKILL, as a crash would. */
  public void kill() {
    process.ifPresent(running -> end(running.destroyForcibly()));
  }

  /** SIGSTOP: it hangs, its connections stay open. */
  public void suspend() {
    Standstill.suspend(process.orElseThrow());
  }

  /** SIGCONT: it goes on. */
  public void resume() {
    process.ifPresent(Standstill::resume);
  }

  /** Asks it to end, and makes it if it does not within 5 s. Data and ports stay for a restart. */
  public void stop() {
    if (process.isEmpty()) {
      return;
    }
    Process running = process.get();
    running.destroy();
    if (!ended(running)) {
      end(running.destroyForcibly());
    }
    process = Optional.empty();
  }

  /** Ends it if it runs, and starts it on the same ports and data. */
  public void restart() {
    stop();
    launch();
    awaitHealthy();
  }

  /**
   * Ends it as a crash would, and its disk is gone. It can be {@link #restart restarted} once the
   * others were told that it is a new member.
   */
  public void lose() {
    kill();
    delete(directory.resolve("data"));
    clusterState = "existing";
  }

  /** Saves a snapshot, as an operator's backup would, into a file that goes with its directory. */
  public Path snapshot() {
    Path file = directory.resolve("snapshot-" + System.nanoTime());
    etcdctl("--endpoints=" + endpoint(), "snapshot", "save", file.toString());
    return file;
  }

  /**
   * Ends it and starts it from a snapshot on the same ports, as after a restored backup.
   *
   * @param sameCluster with the same cluster id; another one if not
   */
  public void restore(Path snapshot, boolean sameCluster) {
    stop();
    restoreData(snapshot, sameCluster);
    launch();
    awaitHealthy();
  }

  /** While it does not run. */
  void restoreData(Path snapshot, boolean sameCluster) {
    delete(directory.resolve("data"));
    etcdctl(
        "snapshot",
        "restore",
        snapshot.toString(),
        "--name=" + member.name(),
        "--data-dir=" + directory.resolve("data"),
        "--initial-cluster=" + initialCluster,
        "--initial-cluster-token=" + (sameCluster ? initialCluster : "another"),
        "--initial-advertise-peer-urls=" + member.peerUrl());
  }

  /**
   * Compacts all history, gives the freed space back and disarms the alarms, as an operator would.
   */
  public void makeSpace(long revision) {
    etcdctl("--endpoints=" + endpoint(), "compact", "--physical", Long.toString(revision));
    etcdctl("--endpoints=" + endpoint(), "defrag");
    etcdctl("--endpoints=" + endpoint(), "alarm", "disarm");
  }

  private void etcdctl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("etcdctl"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("ETCDCTL_API", "3");
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    try {
      Process running = builder.start();
      if (!running.waitFor(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
          || running.exitValue() != 0) {
        running.destroyForcibly();
        throw new IllegalStateException(command + " did not do its work: " + logTail());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot start etcdctl", failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while etcdctl ran", interruption);
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    remove();
  }

  private void remove() {
    stop();
    delete(directory);
  }

  private static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot remove the data of an etcd", failure);
    }
  }

  void launch() {
    try {
      process =
          Optional.of(
              new ProcessBuilder(command())
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                  .start());
    } catch (IOException failure) {
      throw new IllegalStateException(
          "cannot start etcd; install it: apt-get install etcd-server etcd-client", failure);
    }
  }

  void awaitHealthy() {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(HEALTH_TIMEOUT).build()) {
      Awaitility.await()
          .atMost(START_TIMEOUT)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !isRunning() || isHealthy(http));
    } catch (ConditionTimeoutException slow) {
      throw new IllegalStateException("etcd is not healthy after 30 s: " + logTail(), slow);
    }
    if (!isRunning()) {
      throw new IllegalStateException("etcd ended as soon as it started: " + logTail());
    }
  }

  private boolean isHealthy(HttpClient http) throws InterruptedException {
    HttpRequest health =
        HttpRequest.newBuilder(URI.create(metricsUrl() + "/health"))
            .timeout(HEALTH_TIMEOUT)
            .build();
    try {
      HttpResponse<String> answer = http.send(health, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 && answer.body().contains("true");
    } catch (IOException notYet) {
      return false;
    }
  }

  private List<String> command() {
    List<String> command =
        new ArrayList<>(
            List.of(
                "etcd",
                "--name=" + member.name(),
                "--data-dir=" + directory.resolve("data"),
                "--listen-client-urls=" + endpoint(),
                "--advertise-client-urls=" + endpoint(),
                "--listen-metrics-urls=" + metricsUrl(),
                "--listen-peer-urls=" + member.listensAt(),
                "--initial-advertise-peer-urls=" + member.peerUrl(),
                "--initial-cluster=" + initialCluster,
                "--initial-cluster-state=" + clusterState,
                "--initial-cluster-token=" + initialCluster,
                "--logger=zap"));
    options.tls().ifPresent(tls -> command.addAll(tls.arguments()));
    command.addAll(options.arguments());
    return command;
  }

  /** Where it tells its metrics, plain. */
  public String metricsUrl() {
    return "http://127.0.0.1:" + member.metricsPort();
  }

  private String logTail() {
    try {
      List<String> lines = Files.exists(log()) ? Files.readAllLines(log()) : List.of();
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read the log of an etcd", failure);
    }
  }

  private static void end(Process running) {
    if (!ended(running)) {
      throw new IllegalStateException("etcd with process id " + running.pid() + " does not end");
    }
  }

  private static boolean ended(Process running) {
    try {
      return running.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      return !running.isAlive();
    }
  }

  private static Path newDirectory() {
    try {
      return Files.isWritable(MEMORY)
          ? Files.createTempDirectory(MEMORY, "understudy-etcd")
          : Files.createTempDirectory("understudy-etcd");
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot make a directory for an etcd", failure);
    }
  }
}
