package io.understudy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A real DNS server of its own with one zone: Knot DNS ({@code knotd}, found on the path or in
 * {@code /usr/sbin}), on a free loopback port, TCP and UDP. It takes dynamic updates that are
 * signed with its key. {@link #close} ends it and removes its data.
 */
public final class DnsServer implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
  private static final int START_ATTEMPTS = 3;
  private static final int LOG_TAIL_LINES = 20;
  private static final Path SYSTEM_PROGRAMS = Path.of("/usr/sbin");

  private final String zone;
  private final int port;
  private final Path directory;
  private final DnsServerFiles files;

  /** Tests that are interrupted leave no server behind. */
  private final Thread atExit = new Thread(this::remove);

  private Optional<Process> process = Optional.empty();

  private DnsServer(String zone, List<String> records) {
    this.zone = zone;
    this.port = FreePorts.find(1).getFirst();
    this.directory = newDirectory();
    this.files = DnsServerFiles.write(directory, zone, port, records);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts one and waits until it serves its zone.
   *
   * @param zone for example {@code example.test}
   * @param records as in a zone file, with TTLs, names relative to the zone, for example {@code
   *     "platform 60 A 10.0.0.1"}; SOA and NS are there anyway
   * @throws IllegalStateException if there is no {@code knotd}, or it does not serve within 30 s;
   *     says what its log ends with
   */
  public static DnsServer start(String zone, String... records) {
    for (int attempt = 1; ; attempt++) {
      DnsServer server = new DnsServer(zone, List.of(records));
      try {
        server.launch();
        return server;
      } catch (RuntimeException failure) {
        boolean portTaken = server.logTail().contains("address already in use");
        server.close();
        if (!portTaken || attempt == START_ATTEMPTS) {
          throw failure;
        }
      }
    }
  }

  /** As {@code 127.0.0.1:port}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** The key that may change every record of the zone, as BIND writes keys. */
  public Path keyFile() {
    return files.key();
  }

  /** A key of the same name with another secret. */
  public Path wrongKeyFile() {
    return files.wrongKey();
  }

  /** A key that may change TXT records only. */
  public Path narrowKeyFile() {
    return files.narrowKey();
  }

  /** The zone as the server holds it, a line for each record, in its order, without the SOA. */
  public List<String> records() {
    return control("zone-read", zone)
        .lines()
        .map(line -> line.substring(line.indexOf(']') + 1).strip())
        .filter(line -> !line.isEmpty() && !line.contains(" SOA "))
        .toList();
  }

  /** SHA-256 of {@link #records}, in hexadecimal digits. */
  public String hash() {
    try {
      byte[] data = String.join("\n", records()).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** Of the zone's SOA. */
  public long serial() {
    String soa = control("zone-read", zone, "@", "SOA").strip();
    String[] fields = soa.substring(soa.indexOf(" SOA ")).strip().split(" ");
    return Long.parseLong(fields[3]);
  }

  /** Replaces a record set, as an operator at the server would. */
  public void set(String name, String type, int ttlSeconds, String... values) {
    control("zone-begin", zone);
    if (holds(name, type)) {
      control("zone-unset", zone, name, type);
    }
    for (String value : values) {
      control("zone-set", zone, name, Integer.toString(ttlSeconds), type, value);
    }
    control("zone-commit", zone);
  }

  private boolean holds(String name, String type) {
    String start = name + "." + zone + ". ";
    return records().stream()
        .anyMatch(line -> line.startsWith(start) && line.contains(" " + type + " "));
  }

  /** Asks it to end, and makes it if it does not within 5 s. Data and port stay for a restart. */
  public void stop() {
    process.ifPresent(
        running -> {
          running.destroy();
          if (!ended(running) && !ended(running.destroyForcibly())) {
            throw new IllegalStateException("knotd of pid " + running.pid() + " does not end");
          }
        });
    process = Optional.empty();
  }

  /** Ends it if it runs, and starts it on the same port and data. */
  public void restart() {
    stop();
    launch();
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    remove();
  }

  private void remove() {
    stop();
    try (Stream<Path> found = Files.walk(directory)) {
      for (Path file : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot remove the data of a DNS server", failure);
    }
  }

  private void launch() {
    Process started = start(List.of(program("knotd"), "-c", files.configuration().toString()));
    process = Optional.of(started);
    try {
      Awaitility.await()
          .atMost(START_TIMEOUT)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> !started.isAlive() || serves());
    } catch (ConditionTimeoutException slow) {
      throw new IllegalStateException("knotd does not serve after 30 s: " + logTail(), slow);
    }
    if (!started.isAlive()) {
      throw new IllegalStateException("knotd ended as soon as it started: " + logTail());
    }
  }

  /** Whether its zone is loaded; it binds its port before. */
  private boolean serves() {
    return Files.exists(files.socket()) && attempt("zone-read", zone, "@", "SOA").code() == 0;
  }

  private Process start(List<String> command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()))
          .start();
    } catch (IOException failure) {
      throw new IllegalStateException(
          "cannot start knotd; install it: apt-get install knot", failure);
    }
  }

  private String control(String... arguments) {
    Answer answer = attempt(arguments);
    if (answer.code() != 0) {
      throw new IllegalStateException(
          "knotc " + String.join(" ", arguments) + " failed: " + answer.text() + logTail());
    }
    return answer.text();
  }

  private record Answer(int code, String text) {}

  private Answer attempt(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(program("knotc"), "-s", files.socket().toString()));
    command.addAll(List.of(arguments));
    try {
      Process running = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!running.waitFor(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        running.destroyForcibly();
        throw new IllegalStateException("knotc does not end; the server's log: " + logTail());
      }
      return new Answer(running.exitValue(), text);
    } catch (IOException failure) {
      throw new IllegalStateException(
          "cannot start knotc; install it: apt-get install knot", failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while knotc ran", interruption);
    }
  }

  /** Debian keeps them where the path of an ordinary user does not lead. */
  private static String program(String name) {
    Path system = SYSTEM_PROGRAMS.resolve(name);
    return Files.isExecutable(system) ? system.toString() : name;
  }

  private String logTail() {
    try {
      List<String> lines = Files.exists(files.log()) ? Files.readAllLines(files.log()) : List.of();
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read the log of a DNS server", failure);
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

  /** Not below a long path: the name of a control socket has at most 107 bytes. */
  private static Path newDirectory() {
    try {
      return Files.createTempDirectory("understudy-dns");
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot make a directory for a DNS server", failure);
    }
  }
}
