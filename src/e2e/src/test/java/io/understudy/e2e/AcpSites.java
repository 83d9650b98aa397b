package io.understudy.e2e;

import static io.understudy.e2e.ReadySites.PLATFORM;
import static io.understudy.e2e.ReadySites.PRIMARY_VIP;
import static io.understudy.e2e.ReadySites.STANDBY_VIP;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.understudy.testkit.DnsServer;
import io.understudy.testkit.HaProxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two sites as the platform's guide has them, site-a the primary: etcds over TLS behind VIPs whose
 * 2379 an HAProxy forwards and can close, and by which each site reads the other's; API servers
 * that can be frozen; the platform's page; DNS. The services run by the runbook that is shipped,
 * with nothing changed in it but the ports, which are free ones here.
 */
final class AcpSites implements AutoCloseable {

  static final String NAMESPACE = "cpaas-system";

  private static final String RUNBOOK =
      "../../failover-service/src/main/resources/acp.runbook.yaml";

  private final Path directory;
  private final ReadySites sites;
  private final HaProxy proxyA;
  private final HaProxy proxyB;
  private final SiteCluster clusterA;
  private final SiteCluster clusterB;
  private final DnsServer dns = DnsServer.start("example.com", "platform 1 A " + PRIMARY_VIP);
  private final HttpsServer page;
  private final SiteServices atB;

  AcpSites(Path directory) throws IOException {
    this.directory = directory;
    sites = new ReadySites(directory);
    // The captured control plane has none.
    sites.etcds().source().put("/registry/leases/kube-system/kube-scheduler", "held before");
    proxyA = HaProxy.before(sites.etcds().sourceProcess().address());
    proxyB = HaProxy.before(sites.etcds().targetProcess().address());
    clusterA =
        SiteCluster.of(
            "site-a",
            sites.etcds().source(),
            List.of(sites.primary(0), sites.primary(1)),
            sites.ca(),
            PRIMARY_VIP,
            directory);
    clusterB =
        SiteCluster.of(
            "site-b",
            sites.etcds().target(),
            List.of(sites.standby(0), sites.standby(1)),
            sites.ca(),
            STANDBY_VIP,
            directory);
    page = HttpsServer.create(new InetSocketAddress(STANDBY_VIP, 0), 0);
    page.setHttpsConfigurator(
        new HttpsConfigurator(
            sites
                .ca()
                .server("page", List.of(PLATFORM), Instant.now().plus(Duration.ofDays(365)))
                .serving()));
    page.createContext("/", exchange -> exchange.sendResponseHeaders(200, -1));
    page.start();
    atB = SiteServices.start(setupOfB());
  }

  private SiteSetup setupOfB() throws IOException {
    Map<String, String> common = new TreeMap<>(sites.tls());
    common.put("UNDERSTUDY_SOURCE_ENDPOINTS", vip(proxyA));
    common.put("UNDERSTUDY_TARGET_ENDPOINTS", sites.etcds().targetProcess().endpoint());
    common.put("UNDERSTUDY_SCOPE_PROFILE", ReadySites.PROFILE);
    Map<String, String> failover = new TreeMap<>(clusterA.as("PRIMARY"));
    failover.putAll(clusterB.as("STANDBY"));
    failover.put("UNDERSTUDY_PLATFORM_ADDRESS", PLATFORM);
    failover.put("UNDERSTUDY_KUBERNETES_TIMEOUT_MS", "30000");
    failover.put("UNDERSTUDY_ORPHANS_EXPORT_FILE", exported().toString());
    failover.put("SMALLRYE_CONFIG_LOCATIONS", variables().toUri().toString());
    Map<String, String> monitor = new TreeMap<>(sites.ofReadiness());
    monitor.put("UNDERSTUDY_MONITOR_CHECK_INTERVAL", "0");
    monitor.put("UNDERSTUDY_CALL_TIMEOUT_MS", "30000");
    monitor.put("UNDERSTUDY_KUBERNETES_TIMEOUT_MS", "30000");
    return new SiteSetup(
        "site-b",
        "site-a",
        directory,
        common,
        Map.of("UNDERSTUDY_REVISION_LEAD_REVISIONS", "200"),
        monitor,
        failover);
  }

  private static String vip(HaProxy proxy) {
    return "https://127.0.0.1:" + proxy.port();
  }

  /** As a cluster's ConfigMap would have it. */
  private Path variables() throws IOException {
    Map<String, String> values = new TreeMap<>();
    values.put("site.vip", STANDBY_VIP);
    values.put("peer.vip", PRIMARY_VIP);
    values.put("dns.servers", dns.address());
    values.put("dns.via", "rfc2136");
    values.put("dns.server", dns.address());
    values.put("dns.tsig-key-file", dns.keyFile().toString());
    // A lookup in a pod needs a pod.
    values.put("dns.lookup-from", "");
    values.put("ports.via", "haproxy");
    values.put("ports.peer-haproxy", proxyA.tcpApi());
    values.put("ports.site-haproxy", proxyB.tcpApi());
    values.put("ports.frontend", HaProxy.FRONTEND);
    values.put("platform.ca-file", sites.ca().file().toString());
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) ->
            text.append("understudy.runbook.variables.\"%s\"=%s\n".formatted(name, value)));
    Path settings = Files.createDirectory(directory.resolve("settings"));
    Files.writeString(settings.resolve("application.properties"), text);
    return settings;
  }

  /** The one that is shipped, with the ports of here. */
  String runbook() throws IOException {
    String shipped = Files.readString(Path.of(RUNBOOK));
    String vipA = "      address: ${peer.vip}\n";
    String vipB = "      address: ${site.vip}\n";
    String url = "https://${platform.address}/\n";
    assertThat(shipped).contains(vipA, vipB, url);
    return shipped
        .replace(vipA, "      address: 127.0.0.1\n      port: %d\n".formatted(proxyA.port()))
        .replace(vipB, "      address: 127.0.0.1\n      port: %d\n".formatted(proxyB.port()))
        .replace(url, "https://${platform.address}:%d/\n".formatted(page.getAddress().getPort()));
  }

  /** What the first copy and the roles that the platform's operators know of hang on. */
  void platformPods() {
    clusterB.pod(NAMESPACE, "es-0", Map.of("service_name", "cpaas-elasticsearch"));
    clusterB.pod(NAMESPACE, "vmselect-0", Map.of("service_name", "vmselect"));
    clusterB.pod(NAMESPACE, "transformer-0", Map.of("service_name", "cluster-transformer"));
  }

  /** Users of the primary, through its API servers, frozen or not. */
  AckedWriters users(int count) {
    return new AckedWriters(
        count, i -> new ApiUsers(sites.ca(), clusterA.servers().get(i % 2).address()));
  }

  /** Site-a's own mirror, which reads site-b by its VIP. */
  SiteServices startAtA() {
    Map<String, String> common = new TreeMap<>(sites.tls());
    common.put("UNDERSTUDY_SOURCE_ENDPOINTS", vip(proxyB));
    common.put("UNDERSTUDY_TARGET_ENDPOINTS", sites.etcds().sourceProcess().endpoint());
    common.put("UNDERSTUDY_SCOPE_PROFILE", ReadySites.PROFILE);
    return SiteServices.startMirror(
        new SiteSetup("site-a", "site-b", directory, common, Map.of(), Map.of()));
  }

  SiteServices atB() {
    return atB;
  }

  SiteCluster clusterA() {
    return clusterA;
  }

  SiteCluster clusterB() {
    return clusterB;
  }

  HaProxy proxyA() {
    return proxyA;
  }

  HaProxy proxyB() {
    return proxyB;
  }

  TwoEtcds etcds() {
    return sites.etcds();
  }

  DnsServer dns() {
    return dns;
  }

  /** Where orphans go. */
  Path exported() {
    return directory.resolve("orphans.jsonl");
  }

  @Override
  public void close() {
    atB.close();
    page.stop(0);
    dns.close();
    proxyA.close();
    proxyB.close();
    sites.close();
  }
}
