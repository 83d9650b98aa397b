package io.understudy.e2e;

import static io.understudy.e2e.TwoSites.PATIENCE;

import io.understudy.core.port.Bytes;
import io.understudy.testkit.AnsweringApiServer;
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.EtcdRoles;
import io.understudy.testkit.ServerTls;
import io.understudy.testkit.TestCa;
import io.understudy.testkit.hostile.Bombs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The three services with tight bounds for callers, between two etcds with certificates, with a
 * secret in every place that has one, and an operation that waits for a person.
 */
final class CallersTrio implements AutoCloseable {

  static final int CHECKS_MAX = 2;

  private static final String OBJECT = "canary-of-an-object-81f3c2";
  private static final String HOOK = "canary-of-the-webhook-5b90ae";
  private static final String TSIG = "Y2FuYXJ5LW9mLXRzaWctN2QxNGUw";
  private static final String KUBE = "canary-of-a-kubeconfig-c6e827";
  private static final String BROKEN_KUBE = "canary-of-a-broken-kubeconfig-40d1b7";
  private static final String BROKEN_OBJECT = "canary-of-a-broken-object-9e33a8";

  private static final String SOURCE_PASSWORD = "canary-of-the-password-at-the-source-2ac7f5";
  private static final String TARGET_PASSWORD = "canary-of-the-password-at-the-target-b81d06";

  /** 32 bytes. */
  private static final String ENCRYPTION = "Y2FuYXJ5LW9mLWVuY3J5cHRpb24tMzItYnl0ZXMhISE=";

  private final Path directory;
  private final TestCa ca;
  private final TwoEtcds etcds;
  private final AnsweringApiServer standby;
  private final SiteServices services;
  private final String operation;
  private final Map<String, String> secrets = new TreeMap<>();

  CallersTrio(Path directory) throws IOException {
    this.directory = directory;
    ca = new TestCa(directory, "ca");
    EtcdOptions options = EtcdOptions.standard().tls(ServerTls.of(ca));
    etcds = new TwoEtcds(options, options);
    etcds.source().put(Bytes.utf8("/registry/secrets/app-1/canary"), object());
    letIn(etcds.sourceProcess(), "source", SOURCE_PASSWORD, "source-role-all");
    letIn(etcds.targetProcess(), "target", TARGET_PASSWORD, "target-role");
    standby = AnsweringApiServer.start("127.0.0.1", ca.server("api"), KUBE);
    TestCa.Issued client = ca.client("understudy", "understudy");
    services = SiteServices.start(setup(directory, client));
    plantKnown(client);
    services.startFailover(runbook(directory));
    services.awaitSound();
    etcds.source().put(Bytes.utf8("/registry/secrets/app-1/broken"), broken());
    operation = services.failover().begin("settle", PATIENCE);
    services.failover().awaitEnd(operation, PATIENCE);
  }

  /** From now on etcd asks for a password; the tests' own clients are its root by certificate. */
  private void letIn(EtcdProcess etcd, String end, String password, String role) {
    EtcdRoles roles = new EtcdRoles(etcd, directory);
    roles.passwordFile(end, password);
    roles.run(role, end + "-user").enable();
  }

  /** Secrets that are in a log. */
  List<String> told() throws IOException {
    Canaries canaries = new Canaries(secrets);
    List<String> told = new ArrayList<>();
    for (ServiceProcess service : processes()) {
      String log = service.log().toString();
      told.addAll(canaries.in(log, Files.readString(service.log())));
    }
    return told;
  }

  private static Bytes object() {
    String data = Base64.getEncoder().encodeToString(OBJECT.getBytes(StandardCharsets.UTF_8));
    return Bytes.utf8(
        """
        {"kind":"Secret","apiVersion":"v1","metadata":{"name":"canary","namespace":"app-1",\
        "uid":"c0"},"data":{"token":"%s"},"stringData":{"token":"%s"}}
        """
            .formatted(data, OBJECT));
  }

  /** Cut off amid a value. */
  private static Bytes broken() {
    return Bytes.utf8(
        """
        {"kind":"Secret","apiVersion":"v1","metadata":{"name":"broken","namespace":"app-1",\
        "uid":"c1"},"stringData":{"token": %s"""
            .formatted(BROKEN_OBJECT));
  }

  private void plantKnown(TestCa.Issued client) throws IOException {
    secrets.put("the API's token", SiteServices.TOKEN);
    secrets.put("a Secret's value", OBJECT);
    secrets.put("what somebody wrote into an object", Bombs.CANARY);
    secrets.put("the webhook's secret", HOOK);
    secrets.put("the TSIG key", TSIG);
    secrets.put("a kubeconfig's token", KUBE);
    secrets.put("the token of a kubeconfig that cannot be read", BROKEN_KUBE);
    secrets.put("the value of a Secret that cannot be read", BROKEN_OBJECT);
    secrets.put("the encryption key", ENCRYPTION);
    secrets.put("the password at the source's etcd", SOURCE_PASSWORD);
    secrets.put("the password at the target's etcd", TARGET_PASSWORD);
    List<String> key = Files.readAllLines(client.key());
    secrets.put("the client's key", key.get(key.size() / 2));
  }

  private SiteSetup setup(Path directory, TestCa.Issued client) throws IOException {
    SiteSetup setup =
        new SiteSetup("site-b", "site-a", directory, common(client), Map.of(), Map.of());
    String kubeconfig =
        Files.writeString(
                directory.resolve("kubeconfig"),
                """
                apiVersion: v1
                kind: Config
                current-context: it
                clusters:
                - {name: c, cluster: {certificate-authority: "%s", server: "https://%s"}}
                users: [{name: u, user: {token: %s}}]
                contexts: [{name: it, context: {cluster: c, user: u}}]
                """
                    .formatted(ca.file(), standby.address(), KUBE))
            .toString();
    String broken =
        Files.writeString(
                directory.resolve("broken-kubeconfig"),
                "apiVersion: v1\nusers:\n- name: u\n  user:\n    token: " + BROKEN_KUBE + ": b\n")
            .toString();
    return setup
        .with("UNDERSTUDY_SOURCE_ENCRYPTION_CONFIG_FILE", encryption(directory))
        .with("UNDERSTUDY_HTTP_BODY_TIMEOUT_MS", "3000")
        .with("UNDERSTUDY_HTTP_WRITE_TIMEOUT_MS", "3000")
        // Callers in Java keep connections for 30 s.
        .with("UNDERSTUDY_HTTP_KEEP_ALIVE_TIMEOUT_SECONDS", "40")
        .withMonitor("UNDERSTUDY_CHECK_WAIT_MS", "30000")
        .withFailover("UNDERSTUDY_ORPHANS_WAIT_MS", "30000")
        .withMonitor("UNDERSTUDY_CHECK_WAITING_MAX", Integer.toString(CHECKS_MAX))
        .withMonitor("UNDERSTUDY_STANDBY_KUBECONFIG_FILE", kubeconfig)
        .withMonitor("UNDERSTUDY_PRIMARY_KUBECONFIG_FILE", broken)
        .withFailover("UNDERSTUDY_PRIMARY_KUBECONFIG_FILE", broken)
        .withMonitor("UNDERSTUDY_READINESS_TIMEOUT_MS", "2000");
  }

  private static String encryption(Path directory) throws IOException {
    return Files.writeString(
            directory.resolve("encryption.yaml"),
            """
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
            - resources: [secrets]
              providers:
              - identity: {}
              - aescbc: {keys: [{name: one, secret: %s}]}
            """
                .formatted(ENCRYPTION))
        .toString();
  }

  private Map<String, String> common(TestCa.Issued client) {
    Map<String, String> common = new TreeMap<>();
    common.put("UNDERSTUDY_SOURCE_ENDPOINTS", etcds.sourceProcess().endpoint());
    common.put("UNDERSTUDY_TARGET_ENDPOINTS", etcds.targetProcess().endpoint());
    common.put("UNDERSTUDY_SCOPE_PROFILE", "everything");
    for (String end : List.of("source", "target")) {
      String name = "UNDERSTUDY_" + end.toUpperCase(Locale.ROOT);
      common.put(name + "_USERNAME", "understudy-" + end);
      common.put(name + "_PASSWORD_FILE", directory.resolve(end + ".password").toString());
      common.put(name + "_TLS_CA_FILE", ca.file().toString());
      common.put(name + "_TLS_CERT_FILE", client.cert().toString());
      common.put(name + "_TLS_KEY_FILE", client.key().toString());
    }
    return common;
  }

  /** Its steps go wrong: nobody listens where the webhook and the zone's server are to be. */
  private static String runbook(Path directory) throws IOException {
    Path hook = Files.writeString(directory.resolve("hook.secret"), HOOK + "\n");
    Path tsig =
        Files.writeString(
            directory.resolve("tsig.key"),
            "key \"update\" {\n  algorithm hmac-sha256;\n  secret \"" + TSIG + "\";\n};\n");
    return """
    version: 1
    steps:
    - name: tell
      type: webhook
      in: [settle]
      timeout-seconds: 2
      with: {url: "http://127.0.0.1:1/hook", secret-file: "%s"}
    - name: look
      type: approve
      in: [settle]
      with: {message: look there}
    - name: freeze
      type: freeze-primary
      in: [failover]
      with: {max-seconds: 60}
    - name: names
      type: switch-dns
      in: [failover]
      with:
        via: rfc2136
        name: platform.example.com
        addresses: [127.0.0.2]
        old-addresses: [127.0.0.3]
        ttl-seconds: 60
        server: "127.0.0.1:1"
        tsig-key-file: "%s"
    """
        .formatted(hook, tsig);
  }

  /** Which the kubeconfig of the standby leads to. */
  AnsweringApiServer standby() {
    return standby;
  }

  TwoEtcds etcds() {
    return etcds;
  }

  SiteServices services() {
    return services;
  }

  List<ServiceProcess> processes() {
    return List.of(services.sync(), services.monitor(), services.failoverProcess());
  }

  /** Of the operation that waits. */
  String operation() {
    return operation;
  }

  /** What who follows that operation is told at once. */
  String events() throws IOException {
    String path = "/api/v1/operations/" + operation + "/events";
    URL events = URI.create(services.failoverProcess().address() + path).toURL();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(events.openStream(), StandardCharsets.UTF_8))) {
      StringBuilder read = new StringBuilder();
      String line = lines.readLine();
      while (line != null && !(line.isEmpty() && read.indexOf("data:") >= 0)) {
        read.append(line).append('\n');
        line = lines.readLine();
      }
      return read.toString();
    }
  }

  Cli commandLine() {
    return Cli.at(services, directory);
  }

  /** What nobody may ever be told, by what it is. */
  Map<String, String> secrets() {
    return Map.copyOf(secrets);
  }

  @Override
  public void close() {
    try {
      services.close();
    } finally {
      standby.close();
      etcds.close();
    }
  }
}
