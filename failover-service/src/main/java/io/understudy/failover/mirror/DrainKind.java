package io.understudy.failover.mirror;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.core.failover.Verb;
import io.understudy.core.failover.mirror.DrainState;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.step.StepKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code drain}: waits until the standby holds all that the primary held when it was frozen, and
 * proves that nothing in scope was written since.
 */
@Singleton
public class DrainKind implements StepKind {

  private static final Duration EVERY = Duration.ofMillis(200);
  private static final int MOST_MS = 60_000;

  private static final StepType TYPE =
      new StepType(
          "drain",
          "Waits until the watermark in the standby's etcd has reached the primary's revision at"
              + " the freeze, then reads the primary's history since: a late write in scope aborts."
              + " In a drill, where nothing is frozen, it waits for the primary's revision at its"
              + " start.",
          StepType.InDrill.REAL,
          StepType.Nature.PLAIN,
          List.of(
              Parameter.number(
                      "poll-ms", "how often the watermark is read; 200 if left out", 10, MOST_MS)
                  .optional()));

  private final MirrorSite site;

  @Inject
  DrainKind(MirrorSite site) {
    this.site = site;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new Drain(site, Duration.ofMillis(spec.with().number("poll-ms", EVERY.toMillis())));
  }

  private record Drain(MirrorSite site, Duration every) implements Step {

    @Override
    public Forecast plan(PlanContext context) {
      String will =
          context.isDrill()
              ? "waits until the standby passes the primary's revision at the step's start"
              : "waits until the standby holds all that the primary held at the freeze; a write in"
                  + " scope after it aborts";
      if (context.verb() == Verb.FAILOVER) {
        return Forecast.problem(
            will, "a lost primary cannot be drained; take failover out of this step's 'in'");
      }
      List<String> facts = new ArrayList<>();
      List<String> problems = new ArrayList<>();
      List<String> warnings = new ArrayList<>();
      try {
        long revision = site.sourceRevision();
        switch (site.state().drained(revision)) {
          case DrainState.Reached reached -> facts.add("the watermark is " + reached.watermark());
          case DrainState.Waiting waiting -> warnings.add("not yet: " + waiting.why());
          case DrainState.Never never -> problems.add(never.why() + "; " + never.remedy());
        }
        facts.add("the primary is at revision " + revision);
      } catch (StepFailedException silent) {
        problems.add(String.valueOf(silent.getMessage()));
      }
      return new Forecast(will, facts, problems, warnings);
    }

    @Override
    public Evidence run(StepContext context) throws InterruptedException {
      OptionalLong frozen =
          context.isDrill()
              ? OptionalLong.empty()
              : Outputs.number(context, Outputs.FREEZE_REVISION);
      long revision = frozen.isPresent() ? frozen.getAsLong() : site.sourceRevision();
      long watermark = reached(context, revision);
      List<String> lines = new ArrayList<>();
      lines.add(
          "the checkpoint in the standby's etcd has watermark "
              + watermark
              + ", phase tail; wanted was the primary's revision "
              + revision
              + (frozen.isPresent() ? " at the freeze" : " at the start of this step"));
      if (!context.isDrill()) {
        lines.add(new Stillness(site).since(revision, context.left()));
      }
      return new Evidence(
          "the standby holds all of the primary up to revision " + revision,
          lines,
          outputs(context, watermark));
    }

    private static Map<String, String> outputs(StepContext context, long watermark) {
      Map<String, String> outputs = new HashMap<>();
      outputs.put(Outputs.DRAINED_WATERMARK, Long.toString(watermark));
      if (Outputs.isFenced(context)) {
        outputs.put(Outputs.DRAINED_FENCED, "true");
      }
      return outputs;
    }

    private long reached(StepContext context, long revision) throws InterruptedException {
      String[] last = {""};
      try {
        return context.await(
            "the standby to reach the primary's revision " + revision,
            every,
            () ->
                switch (site.state().drained(revision)) {
                  case DrainState.Reached reached -> Optional.of(reached.watermark());
                  case DrainState.Waiting waiting -> {
                    last[0] = waiting.why();
                    yield Optional.empty();
                  }
                  case DrainState.Never never ->
                      throw new StepFailedException(never.why() + "; " + never.remedy());
                });
      } catch (StepFailedException failed) {
        throw last[0].isEmpty()
            ? failed
            : new StepFailedException(failed.getMessage() + "; at last: " + last[0], failed);
      }
    }
  }
}
