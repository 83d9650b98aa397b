package io.understudy.core.failover.truth;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Where the platform's name leads. */
public sealed interface Leads {

  record Here() implements Leads {}

  record There() implements Leads {}

  /**
   * To both sites, or to neither.
   *
   * @param addresses that were answered
   */
  record Elsewhere(Set<String> addresses) implements Leads {}

  record Unknown(String why) implements Leads {}

  /**
   * @param answered addresses that any of the resolvers answered
   * @param here this site's addresses, in the same form
   * @param there the other's
   */
  static Leads of(Collection<String> answered, Collection<String> here, Collection<String> there) {
    if (here.isEmpty() || there.isEmpty()) {
      return new Unknown("the addresses of both sites are not configured");
    }
    if (!answered.isEmpty() && here.containsAll(answered)) {
      return new Here();
    }
    return !answered.isEmpty() && there.containsAll(answered)
        ? new There()
        : new Elsewhere(new TreeSet<>(answered));
  }

  /** {@code here}, {@code there}, {@code elsewhere} or {@code unknown}. */
  default String word() {
    return switch (this) {
      case Here here -> "here";
      case There there -> "there";
      case Elsewhere elsewhere -> "elsewhere";
      case Unknown unknown -> "unknown";
    };
  }

  /** For people. */
  default String text() {
    return switch (this) {
      case Here here -> "to this site";
      case There there -> "to the other site";
      case Elsewhere elsewhere when elsewhere.addresses().isEmpty() -> "nowhere";
      case Elsewhere elsewhere -> "to " + String.join(", ", elsewhere.addresses());
      case Unknown unknown -> "unknown: " + unknown.why();
    };
  }
}
