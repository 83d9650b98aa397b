package io.understudy.e2e;

import io.understudy.testkit.DnsServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The steps that {@link KillEachEntryTest} takes: one of each kind whose effect is lasting. */
final class KilledRunbook {

  private KilledRunbook() {}

  /**
   * @param verb of an operation, {@code switchover} or {@code failover}; what asks the primary is
   *     of the former only
   * @param folder that files of secrets are made in
   * @param probed address of a sync-service
   */
  static String of(
      String verb,
      FencedSite primary,
      DnsServer dns,
      WebhookReceiver receiver,
      Path folder,
      String probed) {
    List<String> steps = new ArrayList<>();
    boolean asksPrimary = verb.equals("switchover");
    if (asksPrimary) {
      steps.add("{name: gc-safe, type: gc-safety, with: {allow-unproven: true}}");
    }
    steps.add(
        "{name: close, type: close-port, with: {vips: [{name: primary, address: 127.0.0.1, port: %d,"
                .formatted(primary.proxy().port())
            + " via: haproxy, runtime-apis: ['%s'], frontend: etcd}]}}"
                .formatted(primary.proxy().tcpApi()));
    if (asksPrimary) {
      steps.add("{name: drain, type: drain}");
      steps.add("{name: compare, type: verify-exact}");
    }
    steps.add("{name: promote, type: promote}");
    steps.add("{name: unpark, type: unpark}");
    steps.add("{name: stop-mirror, type: stop-mirror}");
    steps.add("{name: advance, type: advance-revision}");
    steps.add(
        "{name: tell, type: webhook, with: {url: '%s', secret-file: '%s', event: switched}}"
            .formatted(receiver.url(), receiver.secretIn(folder)));
    steps.add(
        ("{name: switch-dns, type: switch-dns, with: {via: rfc2136, name: platform.example.test,"
                + " addresses: [127.0.0.2], old-addresses: [127.0.0.1], ttl-seconds: 1, server: '%s',"
                + " tsig-key-file: '%s'}}")
            .formatted(dns.address(), dns.keyFile()));
    steps.add(
        ("{name: verify-dns, type: verify-dns, with: {name: platform.example.test,"
                + " addresses: [127.0.0.2], authoritative: ['%s']}}")
            .formatted(dns.address()));
    steps.add(
        "{name: answers, type: probe-url, with: {url: '%s/q/health/live'}}".formatted(probed));
    StringBuilder text = new StringBuilder("version: 1\nsteps:\n");
    steps.forEach(
        step ->
            text.append("- ")
                .append(step.replaceFirst("type: ", "in: " + verb + ", type: "))
                .append('\n'));
    return text.toString();
  }
}
