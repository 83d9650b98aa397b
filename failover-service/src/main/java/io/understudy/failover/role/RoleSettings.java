package io.understudy.failover.role;

import io.understudy.failover.dns.NameLookup;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.service.settings.Problems;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How roles are compared, all of it usable. What is not set is taken from the runbook's variables
 * {@code dns.resolver}, {@code site.vip} and {@code peer.vip}.
 *
 * @param name that users open; empty if it is not configured
 * @param resolvers that are asked for it
 * @param here addresses of this site, in one form each
 * @param there the other's
 */
record RoleSettings(
    Duration every,
    Optional<String> name,
    List<String> resolvers,
    Duration dnsTimeout,
    SortedSet<String> here,
    SortedSet<String> there) {

  /**
   * @throws io.understudy.service.settings.BadSettingsException with a line for each property that
   *     cannot be used
   */
  static RoleSettings read(RoleConfig given, FailoverSettings settings) {
    Problems problems = new Problems();
    List<String> resolvers = texts(given.resolvers(), settings, "dns.resolver");
    Duration timeout = problems.millis("role.dns-timeout-ms", given.dnsTimeoutMs(), 10, 60_000);
    problems.read("role.resolvers", resolvers, () -> checked(resolvers, timeout));
    RoleSettings read =
        new RoleSettings(
            Duration.ofSeconds(
                problems.number("role.every-seconds", given.everySeconds(), 1, 3_600)),
            settings.platformAddress(),
            resolvers,
            timeout,
            addresses(
                "role.site-addresses",
                texts(given.siteAddresses(), settings, "site.vip"),
                problems),
            addresses(
                "role.peer-addresses",
                texts(given.peerAddresses(), settings, "peer.vip"),
                problems));
    if (read.here.stream().anyMatch(read.there::contains)) {
      problems.add(
          "role.peer-addresses",
          "both sites have the address "
              + read.here.stream().filter(read.there::contains).findFirst().orElse("")
              + ", so it does not tell them apart; give each its own");
    }
    problems.throwIfAny();
    return read;
  }

  private static List<String> checked(List<String> resolvers, Duration timeout) {
    new NameLookup(resolvers, timeout);
    return resolvers;
  }

  private static List<String> texts(
      Optional<List<String>> given, FailoverSettings settings, String variable) {
    List<String> set =
        given.orElse(List.of()).stream().map(String::strip).filter(t -> !t.isEmpty()).toList();
    // As in a runbook, where it may hold several.
    String otherwise = settings.variables().getOrDefault(variable, "");
    return set.isEmpty()
        ? Stream.of(otherwise.split(",")).map(String::strip).filter(t -> !t.isEmpty()).toList()
        : set;
  }

  private static SortedSet<String> addresses(
      String property, List<String> given, Problems problems) {
    TreeSet<String> read = new TreeSet<>();
    for (String text : given) {
      problems.read(property, text, () -> NameLookup.address(text));
      problems.read(property, false, () -> read.add(NameLookup.address(text)));
    }
    return read;
  }
}
