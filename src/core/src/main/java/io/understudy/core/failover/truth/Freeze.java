package io.understudy.core.failover.truth;

/** Whether a freeze of the link is in force on a site, so that nobody writes there. */
public enum Freeze {
  IN_FORCE,
  NONE,
  /** Who told of the site did not tell that. */
  UNKNOWN;

  public static Freeze of(boolean isInForce) {
    return isInForce ? IN_FORCE : NONE;
  }
}
