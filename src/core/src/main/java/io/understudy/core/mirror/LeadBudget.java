package io.understudy.core.mirror;

import java.time.Duration;

/**
 * Decides how many revisions to make on the target so that its revision runs ahead of the source's:
 * as many as are missing, no more than the time passed allows, and no more than so many under way.
 * Time that passes unused is not saved up beyond {@link #MOST_SAVED}. Pure: the clock is the
 * caller's.
 */
final class LeadBudget {

  /** So that a pause (a copy, a slow target) is not followed by a burst. */
  static final Duration MOST_SAVED = Duration.ofSeconds(1);

  static final int MOST_IN_FLIGHT = 64;

  private final LeadLimits limits;
  private long spentTo;
  private boolean filling;

  /**
   * @param now from when on time counts, by {@link Timing#nanos}
   */
  LeadBudget(LeadLimits limits, long now) {
    this.limits = limits;
    this.spentTo = now;
  }

  /**
   * Asked again and again; what it grants is taken to be made.
   *
   * @param now by {@link Timing#nanos}
   * @param lead target revision minus source revision, what is under way included
   * @param inFlight revisions under way
   * @return how many to make now
   */
  int grant(long now, long lead, int inFlight) {
    long earliest = now - MOST_SAVED.toNanos();
    if (spentTo - earliest < 0) {
      spentTo = earliest;
    }
    long missing = missing(lead);
    long room = (long) MOST_IN_FLIGHT - inFlight;
    long allowed = (now - spentTo) / nanosEach();
    long granted = Math.max(0, Math.min(Math.min(missing, room), allowed));
    if (missing == 0) {
      spentTo = now;
    } else {
      spentTo += granted * nanosEach();
    }
    return (int) granted;
  }

  /** Once it fills, it fills up to one second's more, so that it need not begin again at once. */
  private long missing(long lead) {
    if (!limits.isOn()) {
      return 0;
    }
    long full = (long) limits.revisions() + (filling ? limits.perSecond() : 0);
    long missing = Math.max(0, full - lead);
    filling = missing > 0;
    return missing;
  }

  private long nanosEach() {
    return Math.max(1, 1_000_000_000L / limits.perSecond());
  }
}
