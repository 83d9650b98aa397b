package io.understudy.failover.mirror;

import io.understudy.core.failover.RunReport;
import io.understudy.core.failover.RunState;
import io.understudy.core.failover.Verb;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** What has to hold right before a site is promoted, looked at anew each time it is asked for. */
final class PromotionGuards {

  /** A primary that was found lost may be back by then: it is asked again. */
  private static final Duration LOST_FOR = Duration.ofSeconds(5);

  /** Noted: nothing was written to the primary after the drain, as seen right before. */
  private static final String STOOD_STILL = "stood-still";

  private final MirrorSite site;
  private final PrimaryContact primary;
  private final StepContext context;
  private final boolean fencedOtherwise;
  private final Consumer<String> lines;
  private boolean isLost;
  private long lookedAt;

  /**
   * @param fencedOtherwise also where no step of this run proved a fence
   * @param lines takes what was seen, for evidence
   */
  PromotionGuards(
      MirrorSite site,
      PrimaryContact primary,
      StepContext context,
      boolean fencedOtherwise,
      Consumer<String> lines) {
    this.site = site;
    this.primary = primary;
    this.context = context;
    this.fencedOtherwise = fencedOtherwise;
    this.lines = lines;
  }

  /**
   * @param least source revision that the site has to hold; empty if none is known
   * @throws StepFailedException if something does not hold; says what, and what to do
   */
  void ensure(SiteState state, OptionalLong least) {
    ensureFenced();
    ensureHeld(state, least);
    ensureLost();
    ensureStill(least);
  }

  /** Whether the primary was found lost. */
  boolean isLost() {
    return isLost;
  }

  /** Whether a fenced primary was seen to have stood still since it was drained. */
  boolean stoodStill() {
    return context.noted(STOOD_STILL).equals(Optional.of("true"));
  }

  /**
   * Of a failover the loss was accepted. Elsewhere what is acknowledged on the primary from now on
   * would be lost without anybody's word: a step that was to keep it from that may have been
   * ignored.
   */
  private void ensureFenced() {
    if (context.verb() == Verb.FAILOVER || isFencedAndDrained()) {
      return;
    }
    if (!fencedOtherwise) {
      throw new StepFailedException(
          "no step of this run has proved that the primary takes no write any more and drained it"
              + " after that, so a write may still be acknowledged there and be lost; retry the step"
              + " freeze-primary or close-port, and drain; or cancel, and begin a failover, which"
              + " says what may be lost; if something else keeps users from writing, say so in the"
              + " runbook: promote with 'fenced-otherwise: true'");
    }
    lines.accept("WARNING: no step of this run proved a fence; the runbook says fenced-otherwise");
  }

  /** Nothing is promoted that is known to hold less than it has to. */
  private void ensureHeld(SiteState state, OptionalLong least) {
    boolean holds =
        least.isEmpty()
            || state.checkpoint() != null && state.checkpoint().watermark() >= least.getAsLong();
    if (!holds) {
      throw new StepFailedException(
          "the standby's checkpoint does not hold the primary's revision "
              + least.getAsLong()
              + " any more; drain again");
    }
  }

  /** Much may have happened since the failover was begun, or since it was looked at last. */
  private void ensureLost() {
    boolean isToBeLost =
        context.verb() == Verb.FAILOVER && context.output(RunState.FORCE_REASON).isEmpty();
    long now = site.timing().nanos();
    boolean isNews = isLost && now - lookedAt < LOST_FOR.toNanos();
    if (isNews || !isToBeLost) {
      return;
    }
    PrimaryContact.Found found = primary.look();
    if (!found.isLost()) {
      throw new StepFailedException(
          found.says()
              + ". It was lost when the failover began, and nothing is promoted; cancel the run and"
              + " plan anew, or stop the primary and retry: "
              + found.remedy());
    }
    isLost = true;
    lookedAt = site.timing().nanos();
    lines.accept("right before: " + found.says());
  }

  private void ensureStill(OptionalLong least) {
    if (least.isEmpty() || context.output(Outputs.DRAINED_WATERMARK).isEmpty()) {
      return;
    }
    Optional<String> still = new Stillness(site).stillSince(least.getAsLong(), context.left());
    if (still.isPresent()) {
      lines.accept("right before: " + still.get());
    } else if (fencedOtherwise || mayBeShutOff()) {
      lines.accept(
          "WARNING: the primary's etcd could not be asked again, perhaps for its port being closed;"
              + " that nothing was written after the drain is not proved");
    } else {
      throw new StepFailedException(
          "the primary's etcd does not answer any more, so whether it was written to after the drain"
              + " cannot be told; retry, or if it is lost cancel and begin a failover, which says"
              + " what may be lost");
    }
    noteChange(context, STOOD_STILL, Boolean.toString(still.isPresent() && isFencedAndDrained()));
  }

  /** Whether this run closed ports by which the primary was reached, perhaps. */
  private boolean mayBeShutOff() {
    return context.output(RunReport.CLOSED).isPresent()
        || context.output(RunReport.FENCED).isPresent();
  }

  private boolean isFencedAndDrained() {
    return Outputs.isFenced(context) && context.output(Outputs.DRAINED_FENCED).isPresent();
  }

  /** Puts it on record unless the same is there: that again says nothing new. */
  static void noteChange(StepContext context, String name, String value) {
    if (!context.noted(name).equals(Optional.of(value))) {
      context.note(name, value);
    }
  }
}
