package io.understudy.monitor.settings;

import io.understudy.core.readiness.Thresholds;
import io.understudy.core.readiness.Thresholds.Limit;
import io.understudy.monitor.settings.ReadinessSettings.Address;
import io.understudy.service.settings.Problems;
import io.understudy.service.settings.SiteApiSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/**
 * Reads {@code understudy.readiness.*}, {@code understudy.standby.*}, {@code understudy.primary.*}.
 */
final class ReadinessReader {

  private static final int MINUTE_MS = 60_000;
  private static final int DAY_MS = 24 * 60 * MINUTE_MS;
  private static final int YEAR_SECONDS = 365 * 24 * 3600;
  private static final long MIB = 1024L * 1024;
  private static final int PORT_MAX = 65_535;

  /** A DNS name, or an IPv4 or IPv6 address without brackets. */
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9.]*)?|[0-9A-Fa-f:.]+");

  private static final Pattern COMPONENT = Pattern.compile("[-a-z0-9]+(\\.[-a-z0-9]+)+/[a-z0-9]+");

  private static final Pattern WORKLOAD =
      Pattern.compile("(deployments|statefulsets|daemonsets|\\*)/[-a-z0-9*]+/[-.a-z0-9*]+");

  private final MonitorConfig config;
  private final ReadinessConfig given;
  private final long targetQuotaBytes;
  private final Problems problems;

  ReadinessReader(MonitorConfig config, long targetQuotaBytes, Problems problems) {
    this.config = config;
    this.given = config.readiness();
    this.targetQuotaBytes = targetQuotaBytes;
    this.problems = problems;
  }

  ReadinessSettings read() {
    return new ReadinessSettings(
        problems.millis("readiness.interval-ms", given.intervalMs(), 1000, DAY_MS),
        problems.millis("readiness.timeout-ms", given.timeoutMs(), 100, 10 * MINUTE_MS),
        problems.millis("readiness.connect-timeout-ms", given.connectTimeoutMs(), 10, MINUTE_MS),
        problems.millis("readiness.proof-interval-ms", given.proofIntervalMs(), 1000, DAY_MS),
        host("source-vip", given.sourceVip()),
        host("target-vip", given.targetVip()),
        host("platform-host", given.platformHost()),
        problems.read("readiness.ports", List.of(), () -> ports(given.ports())),
        problems.read(
            "readiness.registry",
            Optional.empty(),
            () -> set(given.registry()).map(ReadinessReader::address)),
        problems.read("readiness.components", List.of(), () -> components(given.components())),
        problems.read(
            "readiness.workloads-ignored",
            List.of(),
            () -> workloads(set(given.workloadsIgnored()).orElse(""))),
        problems.number("readiness.secrets-max", given.secretsMax(), 1, 10_000),
        thresholds(),
        SiteApiSettings.read("primary", config.primary(), problems),
        SiteApiSettings.read("standby", config.standby(), problems));
  }

  private Thresholds thresholds() {
    return new Thresholds(
        limit("check-age", "seconds", given.checkAgeWarnSeconds(), given.checkAgeFailSeconds(), 1),
        limit("lag", "seconds", given.lagWarnSeconds(), given.lagFailSeconds(), 1),
        certificates(),
        limit("clock-skew", "ms", given.clockSkewWarnMs(), given.clockSkewFailMs(), 1),
        quota(),
        problems.number(
            "readiness.source-quota-bytes", given.sourceQuotaBytes(), MIB, 1024 * 1024 * MIB),
        targetQuotaBytes);
  }

  private Limit<Duration> limit(String what, String unit, String warn, String fail, int least) {
    IntFunction<Duration> span = unit.equals("ms") ? Duration::ofMillis : Duration::ofSeconds;
    int warnAt = number(what + "-warn-" + unit, warn, least, YEAR_SECONDS);
    int failAt = number(what + "-fail-" + unit, fail, least, YEAR_SECONDS);
    inOrder(
        what + "-warn-" + unit, warnAt <= failAt || failAt == least, "at most the one to fail at");
    return new Limit<>(span.apply(warnAt), span.apply(failAt));
  }

  private Limit<Duration> certificates() {
    int warn = number("certificate-warn-days", given.certificateWarnDays(), 0, 3650);
    int fail = number("certificate-fail-days", given.certificateFailDays(), 0, 3650);
    inOrder("certificate-warn-days", warn >= fail, "at least the one to fail at");
    return new Limit<>(Duration.ofDays(warn), Duration.ofDays(fail));
  }

  private Limit<Integer> quota() {
    int warn = number("quota-warn-percent", given.quotaWarnPercent(), 1, 100);
    int fail = number("quota-fail-percent", given.quotaFailPercent(), 1, 100);
    inOrder("quota-warn-percent", warn <= fail || fail == 1, "at most the one to fail at");
    return new Limit<>(warn, fail);
  }

  private int number(String name, String text, int least, int most) {
    return problems.number("readiness." + name, text, least, most);
  }

  /** The least a number may be also stands for one that cannot be used, which is told already. */
  private void inOrder(String name, boolean isInOrder, String rule) {
    if (!isInOrder) {
      problems.add("readiness." + name, "not in order; write " + rule);
    }
  }

  private Optional<String> host(String name, Optional<String> text) {
    return problems.read(
        "readiness." + name, Optional.empty(), () -> set(text).map(ReadinessReader::usableHost));
  }

  private static String usableHost(String host) {
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException(
          "'" + host + "' is no host; write an address or a name, without a port");
    }
    return host;
  }

  private static Address address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("'" + text + "' has no port; write host:port");
    }
    String host = text.substring(0, colon).replaceAll("^\\[|\\]$", "");
    return new Address(usableHost(host), port(text.substring(colon + 1)));
  }

  private static List<Integer> ports(String text) {
    List<Integer> ports = items(text).stream().map(ReadinessReader::port).toList();
    if (ports.isEmpty()) {
      throw new IllegalArgumentException("empty; write ports, separated by commas");
    }
    return ports;
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text.strip());
      if (port > 0 && port <= PORT_MAX) {
        return port;
      }
    } catch (NumberFormatException notOne) {
      throw new IllegalArgumentException("'" + text + "' is no port", notOne);
    }
    throw new IllegalArgumentException("'" + text + "' is no port; write 1 to " + PORT_MAX);
  }

  private static List<String> components(String text) {
    List<String> components = items(text);
    for (String component : components) {
      if (!COMPONENT.matcher(component).matches()) {
        throw new IllegalArgumentException(
            "'"
                + component
                + "' is no resource; write group/resource, for example"
                + " operator.knative.dev/knativeservings");
      }
    }
    return components;
  }

  private static List<String> workloads(String text) {
    List<String> workloads = items(text);
    for (String workload : workloads) {
      if (!WORKLOAD.matcher(workload).matches()) {
        throw new IllegalArgumentException(
            "'"
                + workload
                + "' is no workload; write resource/namespace/name, for example"
                + " deployments/cpaas-system/*");
      }
    }
    return workloads;
  }

  private static List<String> items(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  private static Optional<String> set(Optional<String> text) {
    return text.map(String::strip).filter(value -> !value.isEmpty());
  }
}
