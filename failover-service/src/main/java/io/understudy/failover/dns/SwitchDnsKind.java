package io.understudy.failover.dns;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.Parameters;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepKind;
import io.understudy.failover.web.Webhook;
import io.understudy.failover.web.WebhookCall;
import io.understudy.service.kubernetes.ApiClient;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;

/** {@code switch-dns}: moves the platform's name to the new site. */
@Singleton
public class SwitchDnsKind implements StepKind {

  private static final String RFC2136 = "rfc2136";
  private static final String EXTERNAL_DNS = "external-dns";
  private static final String WEBHOOK = "webhook";
  private static final String MANUAL = "manual";
  private static final long DEFAULT_TTL_SECONDS = 60;
  private static final long MOST_TTL_SECONDS = 604_800;

  private static final StepType TYPE =
      new StepType(
          "switch-dns",
          "Moves a host name to the new site's addresses, if it leads to the old site's still;"
              + " read back from the zone's servers.",
          StepType.InDrill.REAL,
          StepType.Nature.UNDONE_ON_CANCEL,
          withWebhook(
              Parameter.choice(
                  "via",
                  "who changes the records",
                  List.of(RFC2136, EXTERNAL_DNS, WEBHOOK, MANUAL)),
              DnsParameters.NAME,
              DnsParameters.SHADOW_NAME,
              DnsParameters.ADDRESSES,
              Parameter.texts("old-addresses", "IP addresses of the old site"),
              Parameter.number("ttl-seconds", "TTL of the new records; 60", 0, MOST_TTL_SECONDS)
                  .optional(),
              DnsParameters.AUTHORITATIVE.optional(),
              Parameter.text("server", "rfc2136: the zone's primary server").optional(),
              Parameter.text("zone", "rfc2136: the zone, if not the one that the server tells")
                  .optional(),
              Parameter.text("tsig-key-file", "rfc2136: file of the key that signs updates")
                  .optional(),
              Parameter.text("namespace", "external-dns: of the DNSEndpoint").optional(),
              Parameter.text("dns-endpoint", "external-dns: name of the DNSEndpoint").optional(),
              DnsParameters.QUERY_TIMEOUT_SECONDS));

  private final ApiClient client;
  private final WebhookCall webhooks;

  @Inject
  SwitchDnsKind(Instance<KubernetesClient> clients, WebhookCall webhooks) {
    this(new ApiClient(clients::get), webhooks);
  }

  SwitchDnsKind(ApiClient client, WebhookCall webhooks) {
    this.client = client;
    this.webhooks = webhooks;
  }

  private static List<Parameter> withWebhook(Parameter... own) {
    return Stream.concat(Stream.of(own), Webhook.OPTIONAL_PARAMETERS.stream()).toList();
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    Parameters with = spec.with();
    DnsParameters read = new DnsParameters(with);
    String name = read.name(DnsParameters.NAME.name()).orElse(with.text("name"));
    SortedSet<String> old = read.addresses("old-addresses");
    HostRecords wanted =
        HostRecords.of(
            read.addresses(DnsParameters.ADDRESSES.name()),
            with.number("ttl-seconds", DEFAULT_TTL_SECONDS));
    if (old.equals(wanted.addresses())) {
      read.problem("'addresses' and 'old-addresses' are the same; there is nothing to switch");
    }
    SwitchDnsTarget target = new SwitchDnsTarget(name, read.shadow(name), wanted, old);
    List<ServerAddress> listed = read.servers(DnsParameters.AUTHORITATIVE.name());
    Optional<Step> step =
        switch (with.text("via")) {
          case RFC2136 -> rfc2136(with, read, target, listed);
          case EXTERNAL_DNS -> externalDns(with, read, target, listed);
          case WEBHOOK -> webhook(with, read, target, listed);
          default -> manual(read, target, listed);
        };
    return step.filter(made -> read.problems().isEmpty())
        .orElseGet(() -> new UnusableStep(read.problems()));
  }

  private static Optional<Step> rfc2136(
      Parameters with, DnsParameters read, SwitchDnsTarget target, List<ServerAddress> listed) {
    Optional<ServerAddress> server = read.server("server");
    Optional<String> keyFile = with.findText("tsig-key-file");
    if (!with.has("server")) {
      read.problem("'server' is missing: with via rfc2136 it is the zone's primary server");
    }
    if (keyFile.isEmpty()) {
      read.problem("'tsig-key-file' is missing: with via rfc2136 updates are signed");
    }
    if (server.isEmpty() || keyFile.isEmpty()) {
      return Optional.empty();
    }
    DnsMessages messages = read.messages();
    RecordStore store =
        new Rfc2136Store(server.get(), with.findText("zone"), keyFile.get(), messages);
    List<ServerAddress> servers =
        Stream.concat(server.stream(), listed.stream()).distinct().toList();
    return Optional.of(new SwitchDns(target, store, ZoneServers.authoritative(servers, messages)));
  }

  private Optional<Step> externalDns(
      Parameters with, DnsParameters read, SwitchDnsTarget target, List<ServerAddress> listed) {
    for (String field : List.of("namespace", "dns-endpoint")) {
      if (!with.has(field)) {
        read.problem("'" + field + "' is missing: with via external-dns it says which DNSEndpoint");
      }
    }
    if (listed.isEmpty() || !with.has("namespace") || !with.has("dns-endpoint")) {
      needsServers(read, listed);
      return Optional.empty();
    }
    RecordStore store =
        new ExternalDnsStore(client, with.text("namespace"), with.text("dns-endpoint"));
    return Optional.of(
        new SwitchDns(target, store, ZoneServers.authoritative(listed, read.messages())));
  }

  private static void needsServers(DnsParameters read, List<ServerAddress> listed) {
    if (listed.isEmpty()) {
      read.problem(
          "'authoritative' is missing or unusable: the change is read back from the zone's"
              + " servers");
    }
  }

  private Optional<Step> webhook(
      Parameters with, DnsParameters read, SwitchDnsTarget target, List<ServerAddress> listed) {
    needsServers(read, listed);
    Webhook webhook = Webhook.of(with);
    webhook.problems().forEach(read::problem);
    if (listed.isEmpty()) {
      return Optional.empty();
    }
    DnsMessages messages = read.messages();
    RecordStore store =
        new WebhookStore(listed.getFirst(), new DnsLookups(messages), webhooks, webhook);
    return Optional.of(new SwitchDns(target, store, ZoneServers.authoritative(listed, messages)));
  }

  private static Optional<Step> manual(
      DnsParameters read, SwitchDnsTarget target, List<ServerAddress> listed) {
    needsServers(read, listed);
    if (listed.isEmpty()) {
      return Optional.empty();
    }
    DnsMessages messages = read.messages();
    RecordStore store = new ManualStore(listed.getFirst(), new DnsLookups(messages));
    return Optional.of(new SwitchDns(target, store, ZoneServers.authoritative(listed, messages)));
  }
}
