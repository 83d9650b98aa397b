package io.understudy.failover.dns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What {@code spec.endpoints} of an ExternalDNS {@code DNSEndpoint} holds: a list of {@code
 * dnsName}, {@code recordType}, {@code targets}, {@code recordTTL} and more that is kept as it is.
 */
record DnsEndpoints(List<Map<String, Object>> endpoints) {

  private static final String A = "A";
  private static final String AAAA = "AAAA";
  private static final String CNAME = "CNAME";

  DnsEndpoints {
    endpoints = List.copyOf(endpoints);
  }

  /**
   * @param spec of the resource, as JSON objects
   * @throws IllegalArgumentException if it has another shape
   */
  static DnsEndpoints of(Object spec) {
    List<Map<String, Object>> endpoints = new ArrayList<>();
    if (spec instanceof Map<?, ?> fields && fields.get("endpoints") instanceof List<?> list) {
      list.forEach(item -> endpoints.add(object(item)));
    }
    return new DnsEndpoints(endpoints);
  }

  private static Map<String, Object> object(Object item) {
    if (!(item instanceof Map<?, ?> fields)) {
      throw new IllegalArgumentException("an item of spec.endpoints is no object");
    }
    Map<String, Object> object = new LinkedHashMap<>();
    fields.forEach((field, value) -> object.put(String.valueOf(field), value));
    return object;
  }

  Lookup find(String name) {
    Optional<Map<String, Object>> alias = entry(name, CNAME);
    if (alias.isPresent()) {
      return new Lookup.Alias(String.join(", ", targets(alias.get())));
    }
    for (String type : List.of(A, AAAA)) {
      if (entries(name, type).size() > 1) {
        return new Lookup.Failed(
            "spec.endpoints has several " + type + " entries for " + name + "; make them one");
      }
    }
    return new Lookup.Found(
        new HostRecords(set(name, A), set(name, AAAA)),
        endpoints.stream().anyMatch(entry -> isOf(entry, name)));
  }

  private RecordSet set(String name, String type) {
    return entry(name, type)
        .map(entry -> new RecordSet(addresses(entry), ttlSeconds(entry)))
        .filter(set -> !set.isEmpty())
        .orElse(RecordSet.NONE);
  }

  private static SortedSet<String> addresses(Map<String, Object> entry) {
    SortedSet<String> addresses = new TreeSet<>();
    targets(entry).forEach(target -> addresses.add(IpAddress.read(target).orElse(target)));
    return addresses;
  }

  private static List<String> targets(Map<String, Object> entry) {
    return entry.get("targets") instanceof List<?> targets
        ? targets.stream().map(String::valueOf).toList()
        : List.of();
  }

  private static long ttlSeconds(Map<String, Object> entry) {
    return entry.get("recordTTL") instanceof Number seconds ? seconds.longValue() : 0;
  }

  private Optional<Map<String, Object>> entry(String name, String type) {
    return entries(name, type).stream().findFirst();
  }

  private List<Map<String, Object>> entries(String name, String type) {
    return endpoints.stream()
        .filter(entry -> isOf(entry, name) && type.equals(entry.get("recordType")))
        .toList();
  }

  private static boolean isOf(Map<String, Object> entry, String name) {
    String dnsName = String.valueOf(entry.get("dnsName"));
    return (dnsName.endsWith(".") ? dnsName.substring(0, dnsName.length() - 1) : dnsName)
        .equalsIgnoreCase(name);
  }

  /** The same with other addresses for a name: in the place and with the fields it has, if any. */
  DnsEndpoints with(String name, HostRecords records) {
    return with(name, A, records.ipv4()).with(name, AAAA, records.ipv6());
  }

  private DnsEndpoints with(String name, String type, RecordSet set) {
    List<Map<String, Object>> changed = new ArrayList<>();
    boolean isThere = false;
    for (Map<String, Object> entry : endpoints) {
      if (!isOf(entry, name) || !type.equals(entry.get("recordType"))) {
        changed.add(entry);
      } else if (!set.isEmpty()) {
        changed.add(filled(entry, set));
        isThere = true;
      }
    }
    if (!isThere && !set.isEmpty()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dnsName", name);
      entry.put("recordType", type);
      changed.add(filled(entry, set));
    }
    return new DnsEndpoints(changed);
  }

  private static Map<String, Object> filled(Map<String, Object> entry, RecordSet set) {
    Map<String, Object> filled = new LinkedHashMap<>(entry);
    filled.put("targets", List.copyOf(set.addresses()));
    if (set.ttlSeconds() == 0) {
      filled.remove("recordTTL");
    } else {
      filled.put("recordTTL", set.ttlSeconds());
    }
    return filled;
  }
}
