package io.understudy.failover.dns;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The A or the AAAA records of a name. There is no such record set if it has no addresses.
 *
 * @param addresses each in the one form that {@link IpAddress} gives it
 * @param ttlSeconds of all of them (RFC 2181, 5.2); 0 if there are none
 */
record RecordSet(SortedSet<String> addresses, long ttlSeconds) {

  static final RecordSet NONE = new RecordSet(new TreeSet<>(), 0);

  RecordSet {
    addresses = Collections.unmodifiableSortedSet(new TreeSet<>(addresses));
  }

  boolean isEmpty() {
    return addresses.isEmpty();
  }
}
