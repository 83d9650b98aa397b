package io.understudy.core.readiness;

import java.util.Locale;

/** What may be wanted of a standby. */
public enum Verb {
  /** Planned: the primary is there, and nothing may be lost. */
  SWITCHOVER,
  /** The primary is lost. */
  FAILOVER;

  /** As it is written outside: {@code switchover}, {@code failover}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
