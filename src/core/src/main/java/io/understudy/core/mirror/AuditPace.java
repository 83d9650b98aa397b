package io.understudy.core.mirror;

/**
 * How often a comparison may hold up a tail that has more to do: over a slow link one slice takes
 * as long as many Txns. While revisions wait it gets a fifth of the time; when none does, all of
 * it.
 */
final class AuditPace {

  private static final int REST_TO_WORK = 4;

  private final Timing timing;
  private boolean stepped;
  private long lastNanos;
  private long restNanos;

  AuditPace(Timing timing) {
    this.timing = timing;
  }

  /**
   * @param idle whether no revision of the source waits
   */
  boolean mayStep(boolean idle) {
    return idle || !stepped || timing.nanos() - lastNanos >= restNanos;
  }

  /**
   * A slice has been dealt with.
   *
   * @param beganNanos when it was begun, by {@link Timing#nanos}
   */
  void stepped(long beganNanos) {
    stepped = true;
    lastNanos = timing.nanos();
    restNanos = (lastNanos - beganNanos) * REST_TO_WORK;
  }
}
