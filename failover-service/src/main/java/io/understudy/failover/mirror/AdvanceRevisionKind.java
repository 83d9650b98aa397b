package io.understudy.failover.mirror;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.Parameters;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.step.StepKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code advance-revision}: brings the promoted site's revision past all that the old primary gave
 * out, and drops the history before, so that no client goes on from an old resourceVersion.
 */
@Singleton
public class AdvanceRevisionKind implements StepKind {

  private static final long DEFAULT_MARGIN = 10_000;
  private static final int MOST_MARGIN = 100_000_000;
  private static final long DEFAULT_PER_SECOND = 2_000;
  private static final int MOST_PER_SECOND = 100_000;
  private static final String RESTART = "restart";
  private static final String URL = "url";
  private static final String WEBHOOK = "webhook";

  private static final StepType TYPE =
      new StepType(
          "advance-revision",
          "Brings this site's revision past the old primary's last one, drops its history before"
              + " that, and has the API servers restarted; proved by a watch from the old primary's"
              + " revision that is answered as compacted.",
          StepType.InDrill.DRY,
          StepType.Nature.PLAIN,
          List.of(
              Parameter.number(
                      "margin-revisions",
                      "how far past the old primary's last known revision; 10000 if left out",
                      0,
                      MOST_MARGIN)
                  .optional(),
              Parameter.number(
                      "known-revision",
                      "a revision of the old primary that somebody knows of",
                      1,
                      Long.MAX_VALUE / 2)
                  .optional(),
              Parameter.number("per-second", "most revisions made a second", 1, MOST_PER_SECOND)
                  .optional(),
              Parameter.choice(
                      RESTART,
                      "who restarts this site's API servers: a webhook, a person, or nobody",
                      List.of("none", WEBHOOK, "manual"))
                  .optional(),
              Parameter.text(URL, "of that webhook").optional(),
              Parameter.text("message", "what that person is told").optional()));

  private final MirrorSite site;

  @Inject
  AdvanceRevisionKind(MirrorSite site) {
    this.site = site;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    Parameters with = spec.with();
    return new AdvanceRevision(
        site,
        new Advancing.Wanted(
            with.number("margin-revisions", DEFAULT_MARGIN),
            with.number("known-revision", 0),
            (int) with.number("per-second", DEFAULT_PER_SECOND)),
        with.text(RESTART, "none"),
        with.text(URL, ""),
        with.text("message", "restart the API servers of this site, one after the other"));
  }

  private record AdvanceRevision(
      MirrorSite site, Advancing.Wanted wanted, String restart, String url, String message)
      implements Step {

    @Override
    public Forecast plan(PlanContext context) {
      String will =
          "brings this site's revision "
              + wanted.margin()
              + " past the old primary's, drops the history before it, restart of the API servers: "
              + restart;
      List<String> facts = new ArrayList<>();
      List<String> problems = new ArrayList<>();
      List<String> warnings = new ArrayList<>();
      if (restart.equals(WEBHOOK)) {
        RestartHook.problem(url).ifPresent(problems::add);
      } else {
        warnings.add(
            restart.equals("manual")
                ? "a person has to do it: \"" + message + "\"; put a step 'approve' after this one"
                : "without a restart API servers may go on serving old revisions from memory");
      }
      try {
        facts.add("this site is at revision " + site.targetRevision());
      } catch (StepFailedException silent) {
        problems.add(String.valueOf(silent.getMessage()));
      }
      facts.add(new PrimaryContact(site).look().says());
      return new Forecast(will, facts, problems, warnings);
    }

    @Override
    public Evidence run(StepContext context) throws InterruptedException {
      Advancing advancing = new Advancing(site, context, wanted);
      Evidence advanced = advancing.run();
      List<String> lines = new ArrayList<>(advanced.lines());
      switch (restart) {
        case WEBHOOK -> lines.add(RestartHook.call(url, context));
        case "manual" -> lines.add("the API servers are to be restarted by a person: " + message);
        default -> lines.add("no restart of the API servers was asked for");
      }
      return new Evidence(advanced.summary(), lines, advanced.outputs());
    }
  }
}
