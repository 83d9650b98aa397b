package io.understudy.e2e.bench;

import io.understudy.e2e.FencedSite;
import io.understudy.e2e.RunbookText;
import io.understudy.e2e.SiteServices;
import io.understudy.e2e.SiteSetup;
import io.understudy.testkit.DnsServer;
import io.understudy.testkit.HaProxy;
import io.understudy.testkit.sample.BulkConfigMaps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Two sites with a VIP each, of which only the primary's lets users in; the standby has the three
 * services, in step. A DNS server has the platform's name.
 */
final class FailoverSites implements AutoCloseable {

  private static final String ZONE = "example.test";

  /** What is to be closed, the last one first. */
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private final FencedSite primary;
  private final FencedSite standby;
  private final SiteServices services;

  /**
   * @param folder for logs, and for the etcds' data if that is on disk; must not be there yet
   */
  FailoverSites(Path folder, BenchEtcd.Storage storage, BulkConfigMaps maps) {
    try {
      Files.createDirectory(folder);
      primary = opened(site("primary", "127.0.0.1", folder, storage));
      standby = opened(site("standby", "127.0.0.2", folder, storage));
      standby.proxy().tell("disable frontend " + HaProxy.FRONTEND);
      try (Store store = new Store(primary.etcd().endpoint())) {
        BareWriter.write(store, maps);
      }
      DnsServer dns = opened(DnsServer.start(ZONE, "platform 1 A " + primary.address()));
      services = opened(SiteServices.start(SiteSetup.at(standby, primary, folder)));
      services.startFailover(runbook(dns));
      services.awaitSound();
    } catch (IOException failure) {
      close();
      throw new UncheckedIOException("cannot make a directory for two sites", failure);
    } catch (RuntimeException failure) {
      close();
      throw failure;
    }
  }

  private static FencedSite site(
      String name, String address, Path folder, BenchEtcd.Storage storage) {
    return FencedSite.start(
        name, address, BenchEtcd.options(storage, folder.resolve(name + "-data")));
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.push(resource);
    return resource;
  }

  /** As the product's own runbook for ACP, with a closed port for the freeze. */
  private String runbook(DnsServer dns) {
    return new RunbookText()
        .lookBefore()
        .fence(primary)
        .takeOver()
        .step(
            """
            - name: let-users-in
              type: open-port
              in: [switchover, failover]
              with: {vips: [%s]}
            - name: switch-dns
              type: switch-dns
              in: [switchover, failover]
              with:
                via: rfc2136
                name: platform.%s
                addresses: [%s]
                old-addresses: [%s]
                ttl-seconds: 1
                server: "%s"
                tsig-key-file: %s
            """
                .formatted(
                    RunbookText.vip(standby.name(), standby.proxy()),
                    ZONE,
                    standby.address(),
                    primary.address(),
                    dns.address(),
                    dns.keyFile()))
        .answers(standby.usersEndpoint() + "/health")
        .step(
            """
            - name: verify-dns
              type: verify-dns
              in: [switchover, failover]
              with: {name: platform.%s, addresses: [%s], authoritative: ["%s"]}
            """
                .formatted(ZONE, standby.address(), dns.address()))
        .toString();
  }

  FencedSite primary() {
    return primary;
  }

  FencedSite standby() {
    return standby;
  }

  SiteServices services() {
    return services;
  }

  /** SIGKILL to its etcd. Its load balancer stays, with nobody to lead to. */
  void killPrimary() {
    primary.etcd().kill();
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception failure) {
        throw new IllegalStateException("a part of two sites does not end", failure);
      }
    }
  }
}
