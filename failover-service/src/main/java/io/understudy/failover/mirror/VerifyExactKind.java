package io.understudy.failover.mirror;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.core.failover.Verb;
import io.understudy.core.failover.mirror.CheckAnswer;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.step.StepKind;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.rest.RestClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code verify-exact}: goes on only if both etcds are equal, key by key and value by value. */
@Singleton
public class VerifyExactKind implements StepKind {

  private static final int MOST_SECONDS = 24 * 3600;
  private static final long DEFAULT_SECONDS = 600;
  private static final Duration PLAN_TIMEOUT = Duration.ofSeconds(10);

  private static final StepType TYPE =
      new StepType(
          "verify-exact",
          "Lets monitor-service compare both etcds now, values too, and goes on only if they are"
              + " equal at a revision that is not before the freeze.",
          StepType.InDrill.REAL,
          StepType.Nature.PLAIN,
          List.of(
              Parameter.flag("full", "read every value, also those known not to have moved")
                  .optional(),
              Parameter.number(
                      "monitor-timeout-seconds", "longest wait for one answer", 1, MOST_SECONDS)
                  .optional()));

  private final MirrorSite site;

  @Inject
  VerifyExactKind(MirrorSite site) {
    this.site = site;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new VerifyExact(
        site,
        spec.with().flag("full", false),
        Duration.ofSeconds(spec.with().number("monitor-timeout-seconds", DEFAULT_SECONDS)));
  }

  private record VerifyExact(MirrorSite site, boolean full, Duration most) implements Step {

    @Override
    public Forecast plan(PlanContext context) {
      String will = "compares both etcds exactly, " + (full ? "reading every value" : "values too");
      List<String> problems = new ArrayList<>();
      List<String> warnings = new ArrayList<>();
      List<String> facts = new ArrayList<>();
      try {
        RestClient.Answer kept = site.monitor().get("/api/v1/checks?limit=1", PLAN_TIMEOUT);
        if (kept.isOk()) {
          facts.add(
              "last kept check: "
                  + kept.body().path("checks").path(0).path("result").asText("none")
                  + " "
                  + kept.body().path("checks").path(0).path("finishedAt").asText(""));
        } else {
          problems.add("monitor-service cannot tell of its checks: " + kept.detail());
        }
      } catch (NotReachedException silent) {
        problems.add(String.valueOf(silent.getMessage()));
      }
      if (context.verb() == Verb.FAILOVER) {
        warnings.add("a primary that is lost cannot be compared with: then this step fails");
      }
      return new Forecast(will, facts, problems, warnings);
    }

    @Override
    public Evidence run(StepContext context) throws InterruptedException {
      String path = "/check?values=true" + (full ? "&full=true" : "");
      Asking<CheckAnswer> question =
          new Asking<>(site.monitor(), path, most, MonitorAnswers::check);
      RestClient.Reply<CheckAnswer> reply =
          question.until(context, "monitor-service to compare both etcds");
      CheckAnswer found =
          reply
              .body()
              .orElseThrow(
                  () ->
                      new StepFailedException(
                          "monitor-service does not compare: " + reply.detail()));
      Optional<String> against = found.against(Outputs.least(context));
      if (against.isPresent()) {
        throw new StepFailedException(against.get());
      }
      return new Evidence(
          "both etcds are equal at the primary's revision " + found.watermark(),
          List.of(
              "GET " + path + " answered " + reply.status(),
              found.keys()
                  + " keys, source revision "
                  + found.watermark()
                  + " with target revision "
                  + found.targetRevision()
                  + ", read: "
                  + found.read()),
          Map.of(Outputs.VERIFIED_WATERMARK, Long.toString(found.watermark())));
    }
  }
}
