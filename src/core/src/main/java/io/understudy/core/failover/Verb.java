package io.understudy.core.failover;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an operation does to the two sites. */
public enum Verb {
  /** What is restarted once the first copy is complete. */
  SETTLE,
  /** Planned: the primary lives and is frozen first; nothing is lost. */
  SWITCHOVER,
  /** The primary is lost. */
  FAILOVER,
  /** A switchover that leaves no trace. */
  DRILL,
  /** The old primary becomes the standby. */
  REPROTECT,
  /** A switchover back, after a reprotect. */
  FAILBACK;

  /** As runbooks and requests name it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Empty if there is no such verb. */
  public static Optional<Verb> of(String text) {
    return Arrays.stream(values()).filter(verb -> verb.text().equals(text)).findFirst();
  }

  /** All of them, for messages. */
  public static String known() {
    return Arrays.stream(values()).map(Verb::text).collect(Collectors.joining(", "));
  }

  /** Whether this site becomes the primary by it. */
  public boolean promotes() {
    return this == SWITCHOVER || this == FAILOVER || this == FAILBACK;
  }
}
