package io.understudy.failover.dns;

import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.Parameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads what steps have in common, and gathers what cannot be used, for the plan to tell. */
final class DnsParameters {

  static final Parameter NAME = Parameter.text("name", "the host name that users open");
  static final Parameter SHADOW_NAME =
      Parameter.text("shadow-name", "the host name that a drill works on instead").optional();
  static final Parameter ADDRESSES =
      Parameter.texts("addresses", "IP addresses of the new site, as users reach it");
  static final Parameter AUTHORITATIVE =
      Parameter.texts(
          "authoritative", "the zone's own servers, each host, host:port or [IPv6]:port");
  static final Parameter QUERY_TIMEOUT_SECONDS =
      Parameter.number("query-timeout-seconds", "how long a server may take to answer; 5", 1, 60)
          .optional();

  private static final long DEFAULT_QUERY_TIMEOUT_SECONDS = 5;

  private final Parameters with;
  private final List<String> problems = new ArrayList<>();

  DnsParameters(Parameters with) {
    this.with = with;
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  void problem(String problem) {
    problems.add(problem);
  }

  /** A host name, without its last dot. */
  Optional<String> name(String field) {
    return with.findText(field).flatMap(text -> usable(field, text, DnsParameters::hostName));
  }

  private static String hostName(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    boolean isHostName =
        name.length() <= 253
            && name.matches(
                "[A-Za-z0-9_]([-A-Za-z0-9_]{0,62})(\\.[A-Za-z0-9_]([-A-Za-z0-9_]{0,62}))+");
    if (!isHostName || IpAddress.read(name).isPresent()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no full host name; write for example platform.example.com");
    }
    return name;
  }

  /** Each once, in one form. */
  SortedSet<String> addresses(String field) {
    SortedSet<String> addresses = new TreeSet<>();
    with.texts(field)
        .forEach(text -> usable(field, text, DnsParameters::address).ifPresent(addresses::add));
    return addresses;
  }

  private static String address(String text) {
    return IpAddress.read(text)
        .orElseThrow(
            () -> new IllegalArgumentException("'" + text + "' is no IPv4 or IPv6 address"));
  }

  Optional<ServerAddress> server(String field) {
    return with.findText(field).flatMap(text -> usable(field, text, ServerAddress::read));
  }

  List<ServerAddress> servers(String field) {
    return with.texts(field).stream()
        .flatMap(text -> usable(field, text, ServerAddress::read).stream())
        .distinct()
        .toList();
  }

  DnsMessages messages() {
    return new DnsMessages(
        Duration.ofSeconds(
            with.number(QUERY_TIMEOUT_SECONDS.name(), DEFAULT_QUERY_TIMEOUT_SECONDS)));
  }

  /** The names of the step: a shadow has to be another one. */
  Optional<String> shadow(String name) {
    Optional<String> shadow = name(SHADOW_NAME.name());
    if (shadow.isPresent() && shadow.get().equalsIgnoreCase(name)) {
      problem("'shadow-name' is 'name' itself: a drill would change the platform's own record");
    }
    return shadow;
  }

  private <T> Optional<T> usable(String field, String text, Function<String, T> read) {
    try {
      return Optional.of(read.apply(text));
    } catch (IllegalArgumentException bad) {
      problem("'" + field + "': " + bad.getMessage());
      return Optional.empty();
    }
  }
}
