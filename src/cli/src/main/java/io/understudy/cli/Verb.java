package io.understudy.cli;

import java.util.Locale;

/** What failover-service can be asked to plan. */
enum Verb {
  SETTLE,
  SWITCHOVER,
  FAILOVER,
  DRILL,
  REPROTECT,
  FAILBACK;

  /** As the service calls it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
