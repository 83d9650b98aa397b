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
   * The largest counts: an old primary that was restored from a backup answers less than it once
   * gave out.
   *
   * @param source the old primary's revision now; empty if it does not answer
   * @param contact its revision as sync-service saw it last; empty if that is not known
   * @param claimed the watermark of the promotion; empty if it claims none
   */
  public static LeadGoal of(
      OptionalLong source, OptionalLong contact, OptionalLong claimed, long margin) {
    LeadGoal goal = new LeadGoal(0, "nothing is known of it", margin);
    return goal.orLater(source, "the old primary answers")
        .orLater(contact, "sync-service's last contact")
        .orLater(claimed, "the promotion's watermark");
  }

  private LeadGoal orLater(OptionalLong revision, String how) {
    return revision.orElse(0) > known ? new LeadGoal(revision.getAsLong(), how, margin) : this;
  }

  /** Target revision to come to. */
  public long revision() {
    return known + margin;
  }

  public boolean isKnown() {
    return known > 0;
  }
}
