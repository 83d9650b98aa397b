package io.understudy.failover.dns;

import java.util.Optional;
import java.util.SortedSet;

/**
 * What is to lead where.
 *
 * @param name of the platform
 * @param shadow the name that a drill changes instead
 * @param wanted of the new site
 * @param old addresses of the old site
 */
record SwitchDnsTarget(
    String name, Optional<String> shadow, HostRecords wanted, SortedSet<String> old) {

  /** Empty if a drill has no name to work on. */
  Optional<String> nameIn(boolean isDrill) {
    return isDrill ? shadow : Optional.of(name);
  }

  String lacksShadow() {
    return "a drill does not touch "
        + name
        + " and the step has no 'shadow-name'; give it one, for example drill."
        + name;
  }
}
