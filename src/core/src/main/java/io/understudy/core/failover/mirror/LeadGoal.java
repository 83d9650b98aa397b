package io.understudy.core.failover.mirror;

import java.util.OptionalLong;

/**
 * How far the promoted site's revision has to be, so that no revision of the old primary lies ahead
 * of it.
 *
 * @param known last revision of the old primary that is known
 * @param from how it is known
 * @param margin revisions beyond it, for what the old primary wrote since, or still writes
 */
public record LeadGoal(long known, String from, long margin) {

  /**
   * @param source the old primary's revision now; empty if it does not answer
   * @param contact its revision as sync-service saw it last; empty if that is not known
   * @param claimed the watermark of the promotion; empty if it claims none
   */
  public static LeadGoal of(
      OptionalLong source, OptionalLong contact, OptionalLong claimed, long margin) {
    if (source.isPresent()) {
      return new LeadGoal(source.getAsLong(), "the old primary answers", margin);
    }
    long last = Math.max(contact.orElse(0), claimed.orElse(0));
    String from =
        contact.isPresent() && contact.getAsLong() >= claimed.orElse(0)
            ? "sync-service's last contact"
            : "the promotion's watermark";
    return new LeadGoal(last, last == 0 ? "nothing is known of it" : from, margin);
  }

  /** Target revision to come to. */
  public long revision() {
    return known + margin;
  }

  public boolean isKnown() {
    return known > 0;
  }
}
