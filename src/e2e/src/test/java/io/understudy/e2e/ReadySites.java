package io.understudy.e2e;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Placement;
import io.understudy.testkit.AnsweringApiServer;
import io.understudy.testkit.Captures;
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.IndependentClient;
import io.understudy.testkit.ServerTls;
import io.understudy.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Two sites with all that readiness asks: etcds over TLS, two API servers each behind a VIP that
 * they alone answer for, the VIPs' ports and a registry. The primary holds what a real control
 * plane wrote; the standby, what it has of its own of the same.
 */
final class ReadySites implements AutoCloseable {

  static final String TOKEN = "a token of the tests";
  static final String PRIMARY_VIP = "127.0.0.2";
  static final String STANDBY_VIP = "127.0.0.3";

  static final String PLATFORM = "platform.example.com";

  private static final String LEASES = "/registry/masterleases/";
  static final String PROFILE = "acp-global";

  private final Path directory;
  private final TestCa ca;
  private final TwoEtcds etcds;
  private final OpenPorts vips = new OpenPorts(5, PRIMARY_VIP, STANDBY_VIP);
  private final OpenPorts registry = new OpenPorts(1, STANDBY_VIP);
  private final List<AnsweringApiServer> primaries = new ArrayList<>();
  private final List<AnsweringApiServer> standbys = new ArrayList<>();
  private final TestCa.Issued client;

  ReadySites(Path directory) {
    this.directory = directory;
    this.ca = new TestCa(directory, "ca");
    Instant end = Instant.now().plus(Duration.ofDays(365));
    List<String> names = List.of("127.0.0.1", PRIMARY_VIP, STANDBY_VIP, PLATFORM);
    EtcdOptions options =
        EtcdOptions.standard()
            .tls(
                new ServerTls(
                    ca.file(), ca.server("etcd", names, end), ca.client("admin", "root")));
    client = ca.client("understudy", "understudy", end, TestCa.KeyFormat.PKCS8);
    etcds = new TwoEtcds(options, options);
    etcds.source().load(without(Captures.registry(Captures.REGISTRY), LEASES));
    etcds.target().load(ofTheStandbyItself());
    TestCa.Issued ofPrimary =
        ca.server("primary", List.of(PRIMARY_VIP, "127.0.1.1", "127.0.1.2"), end);
    TestCa.Issued ofStandby =
        ca.server("standby", List.of(STANDBY_VIP, "127.0.2.1", "127.0.2.2"), end);
    for (int i = 1; i <= 2; i++) {
      primaries.add(AnsweringApiServer.start("127.0.1." + i, ofPrimary, SiteCluster.BEARER));
      standbys.add(AnsweringApiServer.start("127.0.2." + i, ofStandby, SiteCluster.BEARER));
    }
    standbys.forEach(server -> server.secrets(() -> secrets(etcds.target())));
    register(etcds.source(), primaries);
    register(etcds.target(), standbys);
  }

  /** What the mirror never brings, and every cluster has. */
  private static List<KeyValue> ofTheStandbyItself() {
    Classifier classifier = Classifier.of(TwoEtcds.profile(PROFILE));
    return without(Captures.registry(Captures.REGISTRY), LEASES).stream()
        .filter(kv -> kv.lease() == 0)
        .filter(kv -> classifier.classify(kv).verdict().placement() == Placement.LEAVE_OUT)
        .filter(kv -> !kv.key().utf8().matches("/registry/.*/(app-[0-9]|team-a)/.*"))
        .toList();
  }

  private static List<KeyValue> without(List<KeyValue> all, String prefix) {
    return all.stream().filter(kv -> !kv.key().startsWith(Bytes.utf8(prefix))).toList();
  }

  private static List<String> secrets(IndependentClient etcd) {
    return etcd.all(0).keySet().stream()
        .map(Bytes::utf8)
        .filter(key -> key.startsWith("/registry/secrets/"))
        .toList();
  }

  /** As API servers do: an address each on a lease, and all of them behind one Service. */
  private static void register(IndependentClient etcd, List<AnsweringApiServer> servers) {
    Bytes lease =
        Captures.registry(Captures.REGISTRY).stream()
            .filter(kv -> kv.key().startsWith(Bytes.utf8(LEASES)))
            .findFirst()
            .orElseThrow()
            .value();
    for (AnsweringApiServer server : servers) {
      etcd.put(Bytes.utf8(LEASES + host(server)), lease);
    }
    String subsets =
        servers.stream()
            .map(
                server ->
                    "{\"addresses\":[{\"ip\":\"%s\"}],\"ports\":[{\"name\":\"https\",\"port\":%d}]}"
                        .formatted(host(server), server.port()))
            .collect(Collectors.joining(","));
    etcd.put(
        "/registry/services/endpoints/default/kubernetes",
        """
        {"kind":"Endpoints","apiVersion":"v1","metadata":{"name":"kubernetes",\
        "namespace":"default","uid":"e0"},"subsets":[%s]}
        """
            .formatted(subsets));
  }

  private static String host(AnsweringApiServer server) {
    return server.address().substring(0, server.address().lastIndexOf(':'));
  }

  TwoEtcds etcds() {
    return etcds;
  }

  OpenPorts vips() {
    return vips;
  }

  TestCa ca() {
    return ca;
  }

  /**
   * @param index 0 or 1
   */
  AnsweringApiServer primary(int index) {
    return primaries.get(index);
  }

  AnsweringApiServer standby(int index) {
    return standbys.get(index);
  }

  Map<String, String> ofSync() throws IOException {
    Path token = Files.writeString(directory.resolve("token"), TOKEN + "\n");
    Map<String, String> environment = new HashMap<>(tls());
    environment.put("UNDERSTUDY_SOURCE_ENDPOINTS", etcds.sourceProcess().endpoint());
    environment.put("UNDERSTUDY_TARGET_ENDPOINTS", etcds.targetProcess().endpoint());
    environment.put("UNDERSTUDY_SCOPE_PROFILE", PROFILE);
    environment.put("UNDERSTUDY_API_TOKEN_FILE", token.toString());
    environment.put("UNDERSTUDY_SYNC_INTERVAL", "0");
    environment.put("UNDERSTUDY_REVISION_LEAD_REVISIONS", "200");
    return environment;
  }

  /** Whom services trust, and who they are, at both ends. */
  Map<String, String> tls() {
    Map<String, String> environment = new HashMap<>();
    for (String end : List.of("SOURCE", "TARGET")) {
      environment.put("UNDERSTUDY_" + end + "_TLS_CA_FILE", ca.file().toString());
      environment.put("UNDERSTUDY_" + end + "_TLS_CERT_FILE", client.cert().toString());
      environment.put("UNDERSTUDY_" + end + "_TLS_KEY_FILE", client.key().toString());
    }
    return environment;
  }

  /** Where a test plants one fault, time on a busy machine is not to be another. */
  Map<String, String> ofMonitor(String sync) throws IOException {
    Map<String, String> environment = new HashMap<>(ofSync());
    environment.remove("UNDERSTUDY_SYNC_INTERVAL");
    environment.remove("UNDERSTUDY_REVISION_LEAD_REVISIONS");
    environment.put("UNDERSTUDY_SYNC_URL", sync);
    environment.put("UNDERSTUDY_SYNC_TOKEN_FILE", directory.resolve("token").toString());
    environment.put("UNDERSTUDY_MONITOR_CHECK_INTERVAL", "0");
    environment.put("UNDERSTUDY_CALL_TIMEOUT_MS", "30000");
    environment.put("UNDERSTUDY_KUBERNETES_TIMEOUT_MS", "30000");
    environment.putAll(ofReadiness());
    return environment;
  }

  /** What monitor-service asks for readiness, and how long it may take. */
  Map<String, String> ofReadiness() throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("UNDERSTUDY_PRIMARY_KUBECONFIG_FILE", kubeconfig("primary", PRIMARY_VIP));
    environment.put("UNDERSTUDY_STANDBY_KUBECONFIG_FILE", kubeconfig("standby", STANDBY_VIP));
    Map<String, String> readiness = new HashMap<>();
    readiness.put("INTERVAL_MS", "3600000");
    readiness.put("TIMEOUT_MS", "60000");
    readiness.put("PROOF_INTERVAL_MS", "1000");
    readiness.put("SOURCE_VIP", PRIMARY_VIP);
    readiness.put("TARGET_VIP", STANDBY_VIP);
    readiness.put("PLATFORM_HOST", PLATFORM);
    readiness.put(
        "PORTS", vips.ports().stream().map(String::valueOf).collect(Collectors.joining(",")));
    readiness.put("REGISTRY", STANDBY_VIP + ":" + registry.ports().getFirst());
    readiness.put("LAG_WARN_SECONDS", "3600");
    readiness.put("LAG_FAIL_SECONDS", "7200");
    readiness.forEach((name, value) -> environment.put("UNDERSTUDY_READINESS_" + name, value));
    return environment;
  }

  /** Nobody listens at its address: the servers are found in the site's etcd. */
  private String kubeconfig(String site, String vip) throws IOException {
    return Files.writeString(
            directory.resolve(site + ".kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            current-context: it
            clusters:
            - name: c
              cluster: {certificate-authority: "%s", server: "https://%s:6443"}
            users: [{name: u, user: {token: %s}}]
            contexts: [{name: it, context: {cluster: c, user: u}}]
            """
                .formatted(ca.file(), vip, SiteCluster.BEARER))
        .toString();
  }

  @Override
  public void close() {
    primaries.forEach(AnsweringApiServer::close);
    standbys.forEach(AnsweringApiServer::close);
    vips.close();
    registry.close();
    etcds.close();
  }
}
