package io.understudy.failover.mirror;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.core.failover.mirror.GcAnswer;
import io.understudy.core.failover.mirror.GcAnswer.Allowed;
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
import java.util.List;
import java.util.Optional;

/** {@code gc-safety}: goes on only if the garbage collector would leave the standby alone. */
@Singleton
public class GcSafetyKind implements StepKind {

  private static final String PATH = "/api/v1/gc-safety?limit=10";
  private static final int MOST_SECONDS = 3600;
  private static final long DEFAULT_SECONDS = 300;
  private static final long STAYS_PARKED_MAX = 100;

  private static final StepType TYPE =
      new StepType(
          "gc-safety",
          "Lets monitor-service prove from the standby's etcd that Kubernetes' garbage collector"
              + " would delete nothing, now and after the unpark.",
          StepType.InDrill.REAL,
          StepType.Nature.PLAIN,
          List.of(
              Parameter.flag(
                      "allow-unproven", "go on where it cannot be told of some objects; else not")
                  .optional(),
              Parameter.number(
                      "stays-parked-max",
                      "objects that may stay parked as their owners are not here",
                      0,
                      Integer.MAX_VALUE)
                  .optional(),
              Parameter.number(
                      "monitor-timeout-seconds", "longest wait for one answer", 1, MOST_SECONDS)
                  .optional()));

  private final MirrorSite site;

  @Inject
  GcSafetyKind(MirrorSite site) {
    this.site = site;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new GcSafety(
        site,
        new Allowed(
            spec.with().flag("allow-unproven", false),
            spec.with().number("stays-parked-max", STAYS_PARKED_MAX)),
        Duration.ofSeconds(spec.with().number("monitor-timeout-seconds", DEFAULT_SECONDS)));
  }

  private record GcSafety(MirrorSite site, Allowed allowed, Duration most) implements Step {

    private static final String WILL =
        "proves that the garbage collector would leave the standby alone, now and after the unpark";

    @Override
    public Forecast plan(PlanContext context) {
      try {
        RestClient.Reply<GcAnswer> reply = question().once();
        if (reply.body().isEmpty()) {
          return Forecast.problem(WILL, "monitor-service has no proof: " + reply.detail());
        }
        GcAnswer found = reply.body().get();
        Optional<String> against = found.against(allowed);
        return new Forecast(
            WILL, List.of(found.now().text("now")), against.stream().toList(), List.of());
      } catch (NotReachedException silent) {
        return Forecast.problem(WILL, String.valueOf(silent.getMessage()));
      }
    }

    @Override
    public Evidence run(StepContext context) throws InterruptedException {
      RestClient.Reply<GcAnswer> reply =
          question().until(context, "monitor-service to read the standby");
      GcAnswer found =
          reply
              .body()
              .orElseThrow(
                  () -> new StepFailedException("monitor-service has no proof: " + reply.detail()));
      Optional<String> against = found.against(allowed);
      if (against.isPresent()) {
        throw new StepFailedException(against.get());
      }
      return Evidence.of(
          "the garbage collector would leave the standby alone, at target revision "
              + found.targetRevision(),
          found.now().text("now"),
          found.afterUnpark().text("after the unpark"));
    }

    private Asking<GcAnswer> question() {
      return new Asking<>(site.monitor(), PATH, most, MonitorAnswers::gc);
    }
  }
}
