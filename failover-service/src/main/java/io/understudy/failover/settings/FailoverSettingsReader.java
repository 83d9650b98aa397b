package io.understudy.failover.settings;

import io.understudy.service.settings.BadSettingsException;
import io.understudy.service.settings.KubernetesSettings;
import io.understudy.service.settings.LinkSettings;
import io.understudy.service.settings.Problems;
import io.understudy.service.settings.RestSettings;
import io.understudy.service.settings.SiteApiSettings;
import io.understudy.service.settings.TargetSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Makes settings of the properties, or says all that is wrong with them. */
public final class FailoverSettingsReader {

  /** What records and Events call it, beside the name of this replica. */
  public static final String SERVICE = "failover-service";

  private static final Pattern SITE = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?");
  private static final Pattern HOST =
      Pattern.compile(
          "(?=.{1,253}$)[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*");

  private final FailoverConfig config;
  private final Problems problems = new Problems();

  private FailoverSettingsReader(FailoverConfig config) {
    this.config = config;
  }

  /**
   * @throws BadSettingsException with a line for each property that cannot be used
   */
  public static FailoverSettings read(FailoverConfig config) {
    return new FailoverSettingsReader(config).read();
  }

  private FailoverSettings read() {
    LinkSettings link = LinkSettings.read(config, config.watch(), SERVICE, problems);
    String site = site("site.name", config.site().name());
    String peer = site("peer.name", config.peer().name());
    if (site.equals(peer)) {
      problems.add("peer.name", "both sites are called '" + site + "'; give each its own name");
    }
    Optional<String> platform = set(config.platform().address()).flatMap(this::host);
    FailoverSettings settings =
        new FailoverSettings(
            link,
            TargetSettings.read(config.target(), problems),
            RestSettings.read("sync", config.sync(), problems),
            replicas(),
            RestSettings.read("monitor", config.monitor(), problems),
            site,
            peer,
            platform,
            set(config.runbookFile()),
            variables(link, site, peer, platform),
            problems.millis("run.poll-ms", config.run().pollMs(), 50, 60_000),
            Duration.ofSeconds(
                problems.number("run.turn-ttl-seconds", config.run().turnTtlSeconds(), 2, 600)),
            problems.millis("run.plan-timeout-ms", config.run().planTimeoutMs(), 100, 600_000),
            problems.number("run.keep", config.run().keep(), 1, 1_000),
            Duration.ofSeconds(
                problems.number(
                    "run.events-keep-alive-seconds",
                    config.run().eventsKeepAliveSeconds(),
                    1,
                    3_600)),
            problems.number(
                "run.events-max-followers", config.run().eventsMaxFollowers(), 1, 10_000),
            PromotionSettings.read(config, problems),
            KubernetesSettings.read(
                config.kubernetes(), config.kubernetes().deployment(), link.namespace(), problems),
            SiteApiSettings.read("primary", config.primary(), problems),
            SiteApiSettings.read("standby", config.standby(), problems),
            KubeconfigSecret.read(config.clusters(), problems));
    problems.throwIfAny();
    return settings;
  }

  private String site(String property, String name) {
    if (!SITE.matcher(name).matches()) {
      problems.add(
          property, "'" + name + "' is no name; use lower-case letters, digits, dashes and dots");
    }
    return name;
  }

  private List<URI> replicas() {
    return config.sync().replicas().orElse(List.of()).stream()
        .map(String::strip)
        .filter(address -> !address.isEmpty())
        .flatMap(address -> RestSettings.address("sync.replicas", address, problems).stream())
        .toList();
  }

  private Optional<String> host(String address) {
    if (!HOST.matcher(address).matches()) {
      problems.add(
          "platform.address",
          "'"
              + address
              + "' is no host name; write it without a scheme, for example platform.example.com");
      return Optional.empty();
    }
    return Optional.of(address);
  }

  /** What is configured under other names, and what is configured as a variable, which wins. */
  private Map<String, String> variables(
      LinkSettings link, String site, String peer, Optional<String> platform) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("site.name", site);
    variables.put("peer.name", peer);
    variables.put("link", link.name());
    variables.put("namespace", link.namespace());
    platform.ifPresent(address -> variables.put("platform.address", address));
    variables.putAll(config.runbook().variables());
    return variables;
  }

  private static Optional<String> set(Optional<String> text) {
    return text.map(String::strip).filter(value -> !value.isEmpty());
  }
}
