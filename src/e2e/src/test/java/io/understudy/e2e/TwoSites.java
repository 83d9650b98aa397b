package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.testkit.Captures;
import io.understudy.testkit.DnsServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Two sites, each an etcd behind an HAProxy, and a DNS server with the platform's name. It leads to
 * {@link #a}, the primary at first, which holds a captured registry. Services are started where and
 * how a test wants them.
 */
final class TwoSites implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(480);

  private final Path directory;
  private final FencedSite a = FencedSite.start("site-a", "127.0.0.1");
  private final FencedSite b = FencedSite.start("site-b", "127.0.0.2");
  private final DnsServer dns = DnsServer.start("example.test", "platform 1 A " + a.address());
  private final List<SiteServices> services = new ArrayList<>();

  /**
   * @param directory for logs and settings
   */
  TwoSites(Path directory) {
    this.directory = directory;
    a.client().load(Captures.registry(Captures.REGISTRY));
  }

  FencedSite a() {
    return a;
  }

  FencedSite b() {
    return b;
  }

  FencedSite peer(FencedSite site) {
    return site.equals(a) ? b : a;
  }

  DnsServer dns() {
    return dns;
  }

  /** Of services at a site, which mirror from the other one. */
  SiteSetup setup(FencedSite site) {
    return SiteSetup.at(site, peer(site), directory);
  }

  /** Starts sync-service and monitor-service; ended with this. */
  SiteServices start(SiteSetup setup) {
    SiteServices started = SiteServices.start(setup);
    services.add(started);
    return started;
  }

  /** Starts all three with {@link #runbook}, and waits until the mirror is sound. */
  SiteServices startAll(SiteSetup setup) {
    SiteServices started = start(setup);
    started.startFailover(runbook(setup.site().equals(a.name()) ? a : b, started).toString());
    started.awaitSound();
    return started;
  }

  /** Has monitor-service verify both sides; the watermark that it found equal. */
  static long verified(SiteServices services) {
    try (FailoverClient monitor =
        new FailoverClient(services.monitor().address(), SiteServices.TOKEN)) {
      FailoverClient.Answer asked = monitor.post("/api/v1/checks", FailoverClient.object());
      assertThat(asked.status()).as("%s", asked).isEqualTo(202);
      JsonNode consistent =
          await()
              .atMost(PATIENCE)
              .until(
                  () -> services.failover().plan("failover"),
                  plan -> plan.path("acceptDataLoss").asLong() > 0);
      return consistent.path("acceptDataLoss").asLong();
    }
  }

  /** For a site that takes over from the other one. */
  RunbookText runbook(FencedSite site, SiteServices services) {
    return runbook(site, services, "");
  }

  /**
   * The same.
   *
   * @param advance see {@link RunbookText#takeOver(String)}
   */
  RunbookText runbook(FencedSite site, SiteServices services, String advance) {
    FencedSite old = peer(site);
    return new RunbookText()
        .lookBefore()
        .fence(old)
        .takeOver(advance)
        .step(dnsSteps(site, old))
        .answers(services.sync().address() + "/q/health/live");
  }

  private String dnsSteps(FencedSite site, FencedSite old) {
    return """
        - name: switch-dns
          type: switch-dns
          in: [switchover, failover]
          with:
            via: rfc2136
            name: platform.example.test
            shadow-name: drill.example.test
            addresses: [%1$s]
            old-addresses: [%2$s]
            ttl-seconds: 1
            server: "%3$s"
            tsig-key-file: %4$s
            query-timeout-seconds: 60
        - name: verify-dns
          type: verify-dns
          in: [switchover, failover]
          with:
            name: platform.example.test
            shadow-name: drill.example.test
            addresses: [%1$s]
            authoritative: ["%3$s"]
            query-timeout-seconds: 60
        """
        .formatted(site.address(), old.address(), dns.address(), dns.keyFile());
  }

  @Override
  public void close() {
    services.forEach(SiteServices::close);
    dns.close();
    a.close();
    b.close();
  }
}
