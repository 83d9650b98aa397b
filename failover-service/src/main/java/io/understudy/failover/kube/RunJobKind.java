package io.understudy.failover.kube;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.Parameters;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.step.StepKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code run-job}: a container, or a script in one. */
@Singleton
public class RunJobKind implements StepKind {

  private static final int DEFAULT_SHOWN_LINES = 20;
  private static final int DEFAULT_KEEP_SECONDS = 3600;

  private static final StepType TYPE =
      new StepType(
          "run-job",
          "Runs a container as a Job, and waits for its end; what it writes may be held against"
              + " patterns.",
          StepType.InDrill.DRY,
          StepType.Nature.PLAIN,
          List.of(
              Parameter.text("namespace", "where it runs"),
              Parameter.text("image", "of the container"),
              RestartPodsKind.CLUSTER,
              Parameter.verbatim("command", "in place of the image's entry point").optional(),
              Parameter.verbatim("args", "its arguments").optional(),
              Parameter.table("env", "its environment; nothing secret").optional(),
              Parameter.text(
                      "script", "given to the command, or to /bin/sh, as a file before 'args'")
                  .optional(),
              Parameter.text("service-account", "that its pod has").optional(),
              Parameter.text("pull-secret", "for the image's registry").optional(),
              Parameter.text("success-pattern", "regular expression that its log must have")
                  .optional(),
              Parameter.text("fail-pattern", "regular expression that its log must not have")
                  .optional(),
              Parameter.flag(
                      "show-log", "whether the end of its log is shown; not if it tells secrets")
                  .optional(),
              Parameter.number("log-lines", "how much of it is shown", 1, 200).optional(),
              Parameter.number("keep-seconds", "how long it stays after its end", 60, 604_800)
                  .optional()));

  private final String link;
  private final Clusters clusters;

  @Inject
  RunJobKind(FailoverSettings settings, Clusters clusters) {
    this(settings.link().name(), clusters);
  }

  RunJobKind(String link, Clusters clusters) {
    this.link = link;
    this.clusters = clusters;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    Parameters with = spec.with();
    try {
      return new RunJob(
          link,
          clusters,
          with.text("cluster", Clusters.HERE),
          job(spec),
          new JobVerdict.Patterns(pattern(with, "success-pattern"), pattern(with, "fail-pattern")),
          with.flag("show-log", true) ? (int) with.number("log-lines", DEFAULT_SHOWN_LINES) : 0);
    } catch (PatternSyntaxException bad) {
      return new Unusable(
          "'" + bad.getPattern() + "' is no regular expression: " + bad.getDescription());
    }
  }

  private static JobSpec job(StepSpec spec) {
    Parameters with = spec.with();
    return new JobSpec(
        with.text("namespace"),
        with.text("image"),
        with.texts("command"),
        with.texts("args"),
        with.table("env"),
        with.findText("script"),
        with.findText("service-account"),
        with.findText("pull-secret"),
        spec.timeout(),
        Duration.ofSeconds(with.number("keep-seconds", DEFAULT_KEEP_SECONDS)));
  }

  private static Optional<Pattern> pattern(Parameters with, String name) {
    return with.findText(name).map(Pattern::compile);
  }

  /** Its parameters are of the right kinds, and of no use. */
  private record Unusable(String why) implements Step {

    @Override
    public Forecast plan(PlanContext context) {
      return Forecast.problem("runs a Job", why + "; correct it in the runbook");
    }

    @Override
    public Evidence run(StepContext context) {
      throw new StepFailedException(why + "; correct it in the runbook");
    }
  }
}
