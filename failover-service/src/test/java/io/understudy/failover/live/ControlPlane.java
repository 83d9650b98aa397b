package io.understudy.failover.live;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.testkit.FreePorts;
import io.understudy.testkit.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real etcd and real API servers before it, from the binaries that envtest has. There is neither
 * a controller manager nor a kubelet. Ended by {@link #close}, by their process handles.
 */
final class ControlPlane implements AutoCloseable {

  /** Where {@code kube-apiserver} and {@code etcd} are. */
  static final String ASSETS = "KUBEBUILDER_ASSETS";

  static final String ADMIN = "admin-token";

  /** May do only what tests grant it. */
  static final String SERVICE = "service-token";

  static final String SERVICE_USER = "understudy";

  private static final Duration START_TIMEOUT = Duration.ofSeconds(180);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final int CALL_TIMEOUT_MILLIS = 30_000;

  private final Path directory;
  private final TestCa ca;
  private final int etcdPort;
  private final List<Integer> ports;
  private final List<Process> processes = new ArrayList<>();
  private final List<KubernetesClient> clients = new ArrayList<>();

  private ControlPlane(int servers) throws IOException {
    this.directory = Files.createTempDirectory("understudy-live");
    this.ca = new TestCa(directory, "ca");
    List<Integer> free = FreePorts.find(2 + servers);
    this.etcdPort = free.get(0);
    this.ports = List.copyOf(free.subList(2, free.size()));
    try {
      startEtcd(free.get(1));
      writeIdentities();
      TestCa.Issued shown =
          ca.server(
              "api", List.of("127.0.0.1", "localhost"), Instant.now().plus(Duration.ofHours(6)));
      // The first one writes what a new cluster has; the others find it.
      for (int port : ports) {
        startApiServer(port, shown);
        awaitReady(port);
      }
    } catch (RuntimeException failure) {
      close();
      throw failure;
    }
  }

  /**
   * @param servers how many API servers there are to be
   */
  static ControlPlane start(int servers) {
    try {
      return new ControlPlane(servers);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  String etcd() {
    return "http://127.0.0.1:" + etcdPort;
  }

  /** As host and port. */
  List<String> servers() {
    return ports.stream().map(port -> "127.0.0.1:" + port).toList();
  }

  /** A client of the server of that index, as the bearer of a token. */
  KubernetesClient client(int server, String token) {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("https://" + servers().get(server))
            .withCaCertFile(ca.file().toString())
            .withOauthToken(token)
            .withConnectionTimeout(CALL_TIMEOUT_MILLIS)
            .withRequestTimeout(CALL_TIMEOUT_MILLIS)
            .withRequestRetryBackoffLimit(0)
            .build();
    KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
    clients.add(client);
    return client;
  }

  private void startEtcd(int peerPort) {
    String peer = "http://127.0.0.1:" + peerPort;
    start(
        "etcd",
        Map.of(
            "name",
            "live",
            "data-dir",
            directory.resolve("etcd").toString(),
            "listen-client-urls",
            etcd(),
            "advertise-client-urls",
            etcd(),
            "listen-peer-urls",
            peer,
            "initial-advertise-peer-urls",
            peer,
            "initial-cluster",
            "live=" + peer));
  }

  /** Bearer tokens, and the key pair with which tokens of ServiceAccounts are signed. */
  private void writeIdentities() throws IOException {
    Files.writeString(
        directory.resolve("tokens.csv"),
        ADMIN + ",admin,1,\"system:masters\"\n" + SERVICE + "," + SERVICE_USER + ",2\n");
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      KeyPair keys = generator.generateKeyPair();
      writePem("sa.key", "PRIVATE KEY", keys.getPrivate().getEncoded());
      writePem("sa.pub", "PUBLIC KEY", keys.getPublic().getEncoded());
    } catch (GeneralSecurityException noRsa) {
      throw new IllegalStateException("every Java has RSA, this one does not", noRsa);
    }
  }

  private void writePem(String file, String kind, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        directory.resolve(file),
        "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
  }

  /**
   * The plugin ServiceAccount is off as nothing makes the ServiceAccounts that pods have. Endpoints
   * of the Service {@code kubernetes} are not kept: they may not be loopback addresses.
   */
  private void startApiServer(int port, TestCa.Issued shown) {
    start(
        "kube-apiserver",
        Map.ofEntries(
            Map.entry("etcd-servers", etcd()),
            Map.entry("bind-address", "127.0.0.1"),
            Map.entry("advertise-address", "127.0.0.1"),
            Map.entry("secure-port", Integer.toString(port)),
            Map.entry("cert-dir", directory.resolve("certs-" + port).toString()),
            Map.entry("tls-cert-file", shown.cert().toString()),
            Map.entry("tls-private-key-file", shown.key().toString()),
            Map.entry("token-auth-file", directory.resolve("tokens.csv").toString()),
            Map.entry("authorization-mode", "RBAC"),
            Map.entry("service-cluster-ip-range", "10.0.0.0/24"),
            Map.entry("service-account-issuer", "https://kubernetes.default.svc"),
            Map.entry("service-account-key-file", directory.resolve("sa.pub").toString()),
            Map.entry("service-account-signing-key-file", directory.resolve("sa.key").toString()),
            Map.entry("disable-admission-plugins", "ServiceAccount"),
            Map.entry("endpoint-reconciler-type", "none")));
  }

  private void start(String binary, Map<String, String> flags) {
    String assets = System.getenv(ASSETS);
    if (assets == null || assets.isBlank()) {
      throw new IllegalStateException(ASSETS + " is not set; it names envtest's directory");
    }
    List<String> command = new ArrayList<>(List.of(Path.of(assets, binary).toString()));
    flags.forEach((flag, value) -> command.add("--" + flag + "=" + value));
    try {
      processes.add(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start());
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot start " + command.getFirst(), failure);
    }
  }

  private Path log() {
    return directory.resolve("log");
  }

  private void awaitReady(int port) {
    KubernetesClient admin = client(ports.indexOf(port), ADMIN);
    Awaitility.await("API server on port " + port + "; " + log())
        .atMost(START_TIMEOUT)
        .pollInterval(Duration.ofMillis(250))
        .until(() -> !allRun() || isReady(admin));
    if (!allRun()) {
      throw new IllegalStateException("a process ended as soon as it started: " + logTail());
    }
  }

  private boolean allRun() {
    return processes.stream().allMatch(Process::isAlive);
  }

  private static boolean isReady(KubernetesClient admin) {
    try {
      return "ok".equals(admin.raw("/readyz"))
          && admin.namespaces().withName("default").get() != null;
    } catch (KubernetesClientException notYet) {
      return false;
    }
  }

  private String logTail() {
    try (Stream<String> lines = Files.lines(log())) {
      List<String> all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - 30), all.size()));
    } catch (IOException unreadable) {
      return "its log cannot be read: " + unreadable.getMessage();
    }
  }

  @Override
  public void close() {
    clients.forEach(KubernetesClient::close);
    for (Process process : processes.reversed()) {
      process.destroy();
      try {
        if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException interruption) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot remove " + directory, failure);
    }
  }
}
