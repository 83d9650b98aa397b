package io.understudy.failover.mirror;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.core.failover.Verb;
import io.understudy.core.failover.mirror.Prechecks;
import io.understudy.core.readiness.Precheck;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** {@code require-readiness}: goes on only if monitor-service says that the verb can be begun. */
@Singleton
public class RequireReadinessKind implements StepKind {

  private static final String PATH = "/api/v1/readiness";
  private static final int MOST_SECONDS = 600;
  private static final long DEFAULT_SECONDS = 60;

  private static final StepType TYPE =
      new StepType(
          "require-readiness",
          "Asks monitor-service for its prechecks, made anew, and goes on unless one forbids it.",
          StepType.InDrill.REAL,
          StepType.Nature.PLAIN,
          List.of(
              Parameter.flag("allow-warnings", "go on where prechecks only warn; true if left out")
                  .optional(),
              Parameter.texts("ignore", "names of prechecks that do not hold it up").optional(),
              Parameter.number(
                      "monitor-timeout-seconds", "longest wait for one answer", 1, MOST_SECONDS)
                  .optional()));

  private final MirrorSite site;

  @Inject
  RequireReadinessKind(MirrorSite site) {
    this.site = site;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new RequireReadiness(
        site,
        spec.with().flag("allow-warnings", true),
        new TreeSet<>(spec.with().texts("ignore")),
        Duration.ofSeconds(spec.with().number("monitor-timeout-seconds", DEFAULT_SECONDS)));
  }

  private record RequireReadiness(
      MirrorSite site, boolean allowWarnings, Set<String> ignored, Duration most) implements Step {

    @Override
    public Forecast plan(PlanContext context) {
      String will =
          "asks monitor-service whether the standby is ready for a " + verb(context.verb());
      List<String> problems = new ArrayList<>(unknown());
      List<String> warnings = new ArrayList<>();
      ignored.forEach(name -> warnings.add("whatever precheck " + name + " finds is ignored"));
      List<String> facts = new ArrayList<>();
      try {
        RestClient.Reply<Prechecks> reply = question(context.verb()).once();
        if (reply.body().isPresent()) {
          Prechecks found = reply.body().get();
          Prechecks.Judgement judged = found.judge(ignored, allowWarnings);
          problems.addAll(judged.against());
          facts.add("as of " + found.at());
          facts.addAll(judged.noted());
        } else {
          problems.add("monitor-service gives no verdict: " + reply.detail());
        }
      } catch (NotReachedException silent) {
        problems.add(String.valueOf(silent.getMessage()));
      }
      return new Forecast(will, facts, problems, warnings);
    }

    @Override
    public Evidence run(StepContext context) throws InterruptedException {
      RestClient.Reply<Prechecks> reply =
          question(context.verb()).until(context, "monitor-service to tell of its prechecks");
      Prechecks found =
          reply
              .body()
              .orElseThrow(
                  () ->
                      new StepFailedException(
                          "monitor-service gives no verdict: " + reply.detail()));
      Prechecks.Judgement judged = found.judge(ignored, allowWarnings);
      if (!judged.against().isEmpty()) {
        throw new StepFailedException(
            "the standby is not ready for a "
                + verb(context.verb())
                + ": "
                + String.join(" | ", judged.against()));
      }
      List<String> lines = new ArrayList<>();
      lines.add("GET " + PATH + " as of " + found.at());
      lines.addAll(judged.noted());
      return new Evidence(
          "ready for a " + verb(context.verb()) + ", " + judged.noted().size() + " warnings",
          lines,
          Map.of());
    }

    private Asking<Prechecks> question(Verb verb) {
      return new Asking<>(site.monitor(), PATH, most, body -> MonitorAnswers.readiness(body, verb));
    }

    private List<String> unknown() {
      Set<String> known =
          Arrays.stream(Precheck.values()).map(Precheck::text).collect(Collectors.toSet());
      return ignored.stream()
          .filter(name -> !known.contains(name))
          .map(
              name ->
                  "ignore names '"
                      + name
                      + "', which is no precheck; there are: "
                      + String.join(", ", new TreeSet<>(known)))
          .toList();
    }

    private static String verb(Verb verb) {
      return verb == Verb.FAILOVER ? "failover" : "switchover";
    }
  }
}
