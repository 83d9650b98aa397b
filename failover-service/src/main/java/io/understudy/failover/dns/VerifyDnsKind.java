package io.understudy.failover.dns;

import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.failover.kube.Clusters;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** {@code verify-dns}: proves where the platform's name leads. */
@Singleton
public class VerifyDnsKind implements StepKind {

  private static final String OLD_TTL_SECONDS = "old-ttl-seconds";
  private static final long MOST_TTL_SECONDS = 604_800;

  private static final StepType TYPE =
      new StepType(
          "verify-dns",
          "Asks the zone's servers and resolvers, each directly, until all of them lead to the new"
              + " site and nowhere else, and waits the old TTL out; looks it up inside clusters"
              + " too, and restarts a cluster's coredns that remembers the old site.",
          StepType.InDrill.REAL,
          StepType.Nature.PLAIN,
          List.of(
              DnsParameters.NAME,
              DnsParameters.SHADOW_NAME,
              DnsParameters.ADDRESSES,
              DnsParameters.AUTHORITATIVE,
              Parameter.texts(
                      "resolvers", "resolvers that users ask, each host, host:port or [IPv6]:port")
                  .optional(),
              Parameter.number(
                      OLD_TTL_SECONDS,
                      "TTL of the old records, if no switch-dns of the runbook tells it",
                      0,
                      MOST_TTL_SECONDS)
                  .optional(),
              InsideParameters.LOOKUP_FROM,
              InsideParameters.LOOKUP_NAMESPACE,
              InsideParameters.RESTART_COREDNS,
              InsideParameters.FROM_WORKLOAD_CLUSTERS,
              DnsParameters.QUERY_TIMEOUT_SECONDS));

  private final Clusters clusters;
  private final PodExec exec;

  @Inject
  VerifyDnsKind(Clusters clusters) {
    this(clusters, new ApiServerExec(InsideParameters.CALL_TIMEOUT));
  }

  VerifyDnsKind(Clusters clusters, PodExec exec) {
    this.clusters = clusters;
    this.exec = exec;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    DnsParameters read = new DnsParameters(spec.with());
    String name = read.name(DnsParameters.NAME.name()).orElse(spec.with().text("name"));
    HostRecords wanted = HostRecords.of(read.addresses(DnsParameters.ADDRESSES.name()), 0);
    Optional<String> shadow = read.shadow(name);
    List<ServerAddress> authoritative = read.servers(DnsParameters.AUTHORITATIVE.name());
    List<ServerAddress> resolvers = read.servers("resolvers");
    if (!read.problems().isEmpty()) {
      return new UnusableStep(read.problems());
    }
    DnsMessages messages = read.messages();
    Optional<Duration> oldTtl =
        spec.with().has(OLD_TTL_SECONDS)
            ? Optional.of(Duration.ofSeconds(spec.with().number(OLD_TTL_SECONDS)))
            : Optional.empty();
    return new VerifyDns(
        new SwitchDnsTarget(name, shadow, wanted, new TreeSet<>()),
        ZoneServers.authoritative(authoritative, messages),
        ZoneServers.resolvers(resolvers, messages),
        InsideParameters.checks(spec.with(), clusters, exec),
        oldTtl,
        spec.timeout());
  }
}
