package io.understudy.core.mirror;

/**
 * How far the target's revision is kept ahead of the source's.
 *
 * @param revisions ahead, 0 for not at all
 * @param perSecond most revisions a second that are made for it
 */
public record LeadLimits(int revisions, int perSecond) {

  public static final LeadLimits OFF = new LeadLimits(0, 1);

  public static LeadLimits defaults() {
    return new LeadLimits(10_000, 500);
  }

  public boolean isOn() {
    return revisions > 0;
  }
}
