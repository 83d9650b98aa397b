package io.understudy.failover.mirror;

import io.understudy.core.control.TermRecord;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Fencing;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.LossBound;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.core.failover.Verb;
import io.understudy.core.failover.mirror.DrainState;
import io.understudy.core.failover.mirror.PromotionState;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.step.StepKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** {@code promote}: makes this site the primary, by one compare-and-set in its etcd. */
@Singleton
public class PromoteKind implements StepKind {

  private static final StepType TYPE =
      new StepType(
          "promote",
          "Makes this site the primary through sync-service, or straight in its etcd where that"
              + " does not answer, and reads the record back. From then on nothing is mirrored into"
              + " it.",
          StepType.InDrill.DRY,
          StepType.Nature.COMMIT,
          List.of(
              Parameter.flag(
                      Fencing.OTHERWISE,
                      "something that no step proves keeps users from writing to the primary")
                  .optional()));

  private final MirrorSite site;
  private final PrimaryContact primary;

  @Inject
  PromoteKind(MirrorSite site, PrimaryContact primary) {
    this.site = site;
    this.primary = primary;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new Promote(site, primary, spec.with().flag(Fencing.OTHERWISE, false));
  }

  private record Promote(MirrorSite site, PrimaryContact primary, boolean fencedOtherwise)
      implements Step {

    @Override
    public Forecast plan(PlanContext context) {
      String will = "promotes this site; nothing is mirrored into it from then on";
      List<String> facts = new ArrayList<>();
      List<String> problems = new ArrayList<>();
      List<String> warnings = new ArrayList<>();
      try {
        SiteState state = site.state();
        facts.add("the site is in term " + state.term().term());
        if (state.term().isPromoted()) {
          problems.add(
              "this site is already promoted, in term "
                  + state.term().term()
                  + ": "
                  + state.term().reason());
        }
        boolean isWhole = state.drained(0) instanceof DrainState.Reached;
        if (!isWhole && !state.term().isPromoted()) {
          String unproven = "the standby is not known to equal the primary now";
          if (context.verb() == Verb.FAILOVER) {
            warnings.add(unproven + ": what it has is promoted if the loss is accepted");
          } else {
            problems.add(unproven + "; wait for the tail");
          }
        }
      } catch (StepFailedException silent) {
        problems.add(String.valueOf(silent.getMessage()));
      }
      if (fencedOtherwise && context.verb() != Verb.FAILOVER) {
        warnings.add(
            "fenced-otherwise: nothing of this run proves that the primary takes no write any more,"
                + " and what it takes after the drain is lost");
      }
      if (!site.sync().isConfigured()) {
        warnings.add(
            "no sync-service is configured (understudy.sync.url): it is done straight in the etcd");
      }
      return new Forecast(will, facts, problems, warnings);
    }

    @Override
    public Evidence run(StepContext context) throws InterruptedException {
      boolean accepted =
          context.verb() == Verb.FAILOVER && context.output(LossBound.ACCEPTED).isPresent();
      return new Promoting(site, primary, context, accepted, fencedOtherwise).run();
    }

    /**
     * Of a promotion that never came about: from then on it cannot come late either. If another
     * request has promoted the site, it can promote nothing any more.
     */
    @Override
    public Evidence undo(StepContext context) {
      TermRecord term =
          site.reading(
              () ->
                  site.roles()
                      .withdrawPromotion(
                          "the promotion of run " + context.run() + " is withdrawn"));
      PromotionState state = PromotionState.of(term, Promoting.key(context.run()));
      if (state instanceof PromotionState.ByAnother) {
        return Evidence.of(
            "nothing to take back: another request has promoted this site, in term " + term.term(),
            "the record in the standby's etcd says: promoted by "
                + term.holder()
                + ": "
                + term.reason());
      }
      if (state instanceof PromotionState.Done) {
        throw new StepFailedException(
            "this site is promoted, in term " + term.term() + ": that cannot be taken back");
      }
      return Evidence.of(
          "this site is not promoted, and no request of this run can promote it any more",
          "the record in the standby's etcd says: standby, term " + term.term());
    }
  }
}
