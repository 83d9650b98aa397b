package io.understudy.failover.dns;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Where a name leads: its A and its AAAA records. */
record HostRecords(RecordSet ipv4, RecordSet ipv6) {

  static final HostRecords NONE = new HostRecords(RecordSet.NONE, RecordSet.NONE);

  private static final String A = "A";
  private static final String AAAA = "AAAA";
  private static final String NOTHING = "none";

  /**
   * @param addresses of both kinds, in any order
   */
  static HostRecords of(Collection<String> addresses, long ttlSeconds) {
    return new HostRecords(set(addresses, false, ttlSeconds), set(addresses, true, ttlSeconds));
  }

  private static RecordSet set(Collection<String> addresses, boolean isIpv6, long ttlSeconds) {
    TreeSet<String> chosen = new TreeSet<>();
    addresses.stream().filter(form -> IpAddress.isIpv6(form) == isIpv6).forEach(chosen::add);
    return chosen.isEmpty() ? RecordSet.NONE : new RecordSet(chosen, ttlSeconds);
  }

  boolean isEmpty() {
    return ipv4.isEmpty() && ipv6.isEmpty();
  }

  /** Of both kinds. */
  SortedSet<String> addresses() {
    TreeSet<String> all = new TreeSet<>(ipv4.addresses());
    all.addAll(ipv6.addresses());
    return Collections.unmodifiableSortedSet(all);
  }

  /** Whether both lead to the same place, however long that may be remembered. */
  boolean leadsWhere(HostRecords other) {
    return addresses().equals(other.addresses());
  }

  /** How long a resolver may remember it. */
  long ttlSeconds() {
    return Math.max(ipv4.ttlSeconds(), ipv6.ttlSeconds());
  }

  /** For people, for example {@code A 10.0.0.1 (TTL 60 s)}. */
  String text() {
    List<String> texts = new ArrayList<>();
    addText(texts, A, ipv4);
    addText(texts, AAAA, ipv6);
    return texts.isEmpty() ? "no address" : String.join(", ", texts);
  }

  private static void addText(List<String> texts, String type, RecordSet set) {
    if (!set.isEmpty()) {
      String ttl = set.ttlSeconds() == 0 ? "" : " (TTL " + set.ttlSeconds() + " s)";
      texts.add(type + " " + String.join(" ", set.addresses()) + ttl);
    }
  }

  /** For the journal, for example {@code A 60 10.0.0.1 10.0.0.2;AAAA 60 fd00:0:0:0:0:0:0:1}. */
  String noted() {
    List<String> parts = new ArrayList<>();
    addNoted(parts, A, ipv4);
    addNoted(parts, AAAA, ipv6);
    return parts.isEmpty() ? NOTHING : String.join(";", parts);
  }

  private static void addNoted(List<String> parts, String type, RecordSet set) {
    if (!set.isEmpty()) {
      parts.add(type + " " + set.ttlSeconds() + " " + String.join(" ", set.addresses()));
    }
  }

  /** What {@link #noted} gave. */
  static HostRecords ofNoted(String noted) {
    RecordSet ipv4 = RecordSet.NONE;
    RecordSet ipv6 = RecordSet.NONE;
    for (String part : noted.equals(NOTHING) ? List.<String>of() : List.of(noted.split(";"))) {
      List<String> words = List.of(part.split(" "));
      RecordSet set =
          new RecordSet(
              new TreeSet<>(words.subList(2, words.size())), Long.parseLong(words.get(1)));
      if (words.getFirst().equals(A)) {
        ipv4 = set;
      } else {
        ipv6 = set;
      }
    }
    return new HostRecords(ipv4, ipv6);
  }
}
