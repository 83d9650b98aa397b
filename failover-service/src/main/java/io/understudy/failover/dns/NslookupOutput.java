package io.understudy.failover.dns;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code nslookup} prints, BIND's and BusyBox' old and new one. */
final class NslookupOutput {

  private static final Pattern ADDRESS = Pattern.compile("Address(?: \\d+)?:\\s*(\\S+).*");

  private NslookupOutput() {}

  /**
   * The addresses after a line {@code Name:}: those before are the server's own.
   *
   * @return empty if it got no answer at all; without addresses if there is no such name
   */
  static Optional<Lookup.Found> read(String output) {
    SortedSet<String> addresses = new TreeSet<>();
    boolean isOfName = false;
    boolean isAnswered = false;
    for (String line : output.lines().map(String::strip).toList()) {
      Matcher address = ADDRESS.matcher(line);
      if (line.startsWith("Name:")) {
        isOfName = true;
        isAnswered = true;
      } else if (line.startsWith("Server:")) {
        isOfName = false;
      } else if (isOfName && address.matches()) {
        IpAddress.read(address.group(1)).ifPresent(addresses::add);
      } else if (line.contains("NXDOMAIN") || line.contains("can't resolve")) {
        isAnswered = true;
      }
    }
    return isAnswered
        ? Optional.of(new Lookup.Found(HostRecords.of(addresses, 0), !addresses.isEmpty()))
        : Optional.empty();
  }
}
