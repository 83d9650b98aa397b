package io.understudy.e2e;

import io.understudy.testkit.DnsServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The steps that {@link KillEachEntryTest} takes: one of each kind whose effect is lasting. */
final class KilledRunbook {

  static final String APPROVED = "looked-at";
  static final String BEFORE_APPROVED = "templates";
  static final String NAMESPACE = "cpaas-system";

  private static final String SWITCHOVER = "switchover";
  private static final String BOTH = "[switchover, failover]";
  private static final String REPROTECT = "reprotect";

  private final KilledSites sites;
  private final Path folder;
  private final List<String> steps = new ArrayList<>();

  private KilledRunbook(KilledSites sites, Path folder) {
    this.sites = sites;
    this.folder = folder;
  }

  /**
   * For a switchover with a freeze, a failover without a primary, and the reprotect after either.
   *
   * @param folder that files of secrets are made in
   * @param probed address of a sync-service
   */
  static String of(KilledSites sites, Path folder, String probed) {
    KilledRunbook runbook = new KilledRunbook(sites, folder);
    runbook.fence();
    runbook.takeOver(probed);
    runbook.inTheCluster();
    runbook.reprotect();
    StringBuilder text = new StringBuilder("version: 1\nsteps:\n");
    runbook.steps.forEach(step -> text.append("- ").append(step).append('\n'));
    return text.toString();
  }

  /** What asks the primary is of a switchover only. */
  private void fence() {
    add(SWITCHOVER, "gc-safe", "gc-safety", "allow-unproven: true");
    add(SWITCHOVER, "freeze", "freeze-primary", "max-seconds: 3600, quiet-seconds: 3");
    add(BOTH, "close", "close-port", vip("primary", sites.old()));
    add(SWITCHOVER, "drain", "drain", "");
    add(SWITCHOVER, "compare", "verify-exact", "");
  }

  private void takeOver(String probed) {
    DnsServer dns = sites.dns();
    add(BOTH, "promote", "promote", "");
    add(BOTH, "unpark", "unpark", "");
    add(BOTH, "stop-mirror", "stop-mirror", "");
    add(BOTH, "advance", "advance-revision", "");
    add(
        BOTH,
        "tell",
        "webhook",
        "url: '%s', secret-file: '%s', event: switched"
            .formatted(sites.receiver().url(), sites.receiver().secretIn(folder)));
    add(
        BOTH,
        "switch-dns",
        "switch-dns",
        ("via: rfc2136, name: platform.example.test, addresses: [127.0.0.2],"
                + " old-addresses: [127.0.0.1], ttl-seconds: 1, server: '%s', tsig-key-file: '%s'")
            .formatted(dns.address(), dns.keyFile()));
    add(
        BOTH,
        "verify-dns",
        "verify-dns",
        "name: platform.example.test, addresses: [127.0.0.2], authoritative: ['%s']"
            .formatted(dns.address()));
    add(BOTH, "answers", "probe-url", "url: '" + probed + "/q/health/live'");
  }

  /** The new primary's cluster, and the people before it. */
  private void inTheCluster() {
    add(SWITCHOVER, "not-frozen-here", "lift-freeze", "at: this-site");
    add(SWITCHOVER, "let-users-in", "open-port", vip("standby", sites.next()));
    add(SWITCHOVER, "restart", "restart-pods", "namespace: " + NAMESPACE + ", selector: app=web");
    add(
        SWITCHOVER,
        BEFORE_APPROVED,
        "run-job",
        "namespace: " + NAMESPACE + ", image: tools, script: 'echo done', success-pattern: done");
    add(SWITCHOVER, APPROVED, "approve", "message: 'look at the page'");
  }

  private void reprotect() {
    add(REPROTECT, "open", "open-port", vip("primary", sites.old()));
    add(REPROTECT, "old-primary-stopped", "require-stopped", "seconds: 1");
    add(REPROTECT, "orphans", "list-orphans", "");
    add(REPROTECT, "export-orphans", "export-orphans", "");
    add(REPROTECT, "confirm-orphans", "confirm-orphans", "");
    add(REPROTECT, "mirror-the-other-way", "reverse-link", "");
    add(REPROTECT, "drop-orphans", "drop-orphans", "");
    add(REPROTECT, "lift-freeze", "lift-freeze", "");
  }

  private static String vip(String name, FencedSite site) {
    return "vips: [" + RunbookText.vip(name, site.proxy()) + "]";
  }

  private void add(String verbs, String name, String type, String with) {
    steps.add("{name: %s, in: %s, type: %s, with: {%s}}".formatted(name, verbs, type, with));
  }
}
