package io.understudy.failover.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Where resolvers say that a name leads. Safe for several threads. */
public final class NameLookup {

  private final List<ServerAddress> resolvers;
  private final DnsLookups lookups;

  /**
   * @param resolvers each {@code host}, {@code host:port}, or {@code [IPv6]:port}
   * @param timeout of one question
   * @throws IllegalArgumentException if one is none of them
   */
  public NameLookup(List<String> resolvers, Duration timeout) {
    this.resolvers = resolvers.stream().map(ServerAddress::read).toList();
    this.lookups = new DnsLookups(new DnsMessages(timeout));
  }

  /**
   * What they answered.
   *
   * @param addresses of all answers together, in one form each
   * @param answered how many of them answered
   * @param failures of the others, a sentence each
   */
  public record Answers(SortedSet<String> addresses, int answered, List<String> failures) {}

  /** Asks each of them, one after the other. */
  public Answers ask(String name) {
    TreeSet<String> addresses = new TreeSet<>();
    List<String> failures = new ArrayList<>();
    int answered = 0;
    for (ServerAddress resolver : resolvers) {
      switch (lookups.recursive(resolver, name)) {
        case Lookup.Found found -> {
          answered++;
          addresses.addAll(found.records().addresses());
        }
        case Lookup.Alias alias -> answered++;
        case Lookup.Failed failed -> failures.add(failed.why());
      }
    }
    return new Answers(addresses, answered, failures);
  }

  /**
   * An address in the form that answers have.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static String address(String text) {
    return IpAddress.read(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + text + "' is no IP address; write for example 10.0.0.1 or fd00::1"));
  }
}
