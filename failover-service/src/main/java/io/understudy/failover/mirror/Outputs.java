package io.understudy.failover.mirror;

import io.understudy.core.failover.RunReport;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.util.OptionalLong;

/** What steps hand on to later ones of the same run. */
final class Outputs {

  /** Source revision at which the primary was frozen; of a freeze. */
  static final String FREEZE_REVISION = "freeze-revision";

  /** Source revision that the target had reached. */
  static final String DRAINED_WATERMARK = "drained-watermark";

  /** There if a fence was proved before the drain. */
  static final String DRAINED_FENCED = "drained-fenced";

  /** Whether a step of this run has proved a fence so far. */
  static boolean isFenced(StepContext context) {
    return context.output(FREEZE_REVISION).isPresent()
        || context.output(RunReport.FENCED).isPresent();
  }

  /** Source revision at which both sides were compared and found equal. */
  static final String VERIFIED_WATERMARK = "verified-watermark";

  static final String PROMOTED_TERM = "promoted-term";

  /** Source revision that the promotion claims. */
  static final String CLAIM_WATERMARK = "claim-watermark";

  /** There if the promotion found, right before, that the primary does not serve. */
  static final String PRIMARY_LOST = "primary-lost";

  private Outputs() {}

  /**
   * @throws StepFailedException if it is there and no number
   */
  static OptionalLong number(StepContext context, String name) {
    return context
        .output(name)
        .map(
            text -> {
              try {
                return OptionalLong.of(Long.parseLong(text));
              } catch (NumberFormatException notOne) {
                throw new StepFailedException(
                    "output '"
                        + name
                        + "' of an earlier step is '"
                        + text
                        + "', which is no number",
                    notOne);
              }
            })
        .orElse(OptionalLong.empty());
  }

  /** What the primary has to be held at least up to; empty if it was neither frozen nor drained. */
  static OptionalLong least(StepContext context) {
    OptionalLong frozen = number(context, FREEZE_REVISION);
    OptionalLong drained = number(context, DRAINED_WATERMARK);
    return frozen.isPresent() || drained.isPresent()
        ? OptionalLong.of(Math.max(frozen.orElse(0), drained.orElse(0)))
        : OptionalLong.empty();
  }
}
