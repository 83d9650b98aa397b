package io.understudy.failover.kube;

import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.Parameters;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.core.failover.freeze.FrozenScope;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.failover.Ends;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** {@code freeze-primary}: no write in scope on the primary any more. */
@Singleton
public class FreezePrimaryKind implements StepKind {

  private static final int DEFAULT_QUIET_SECONDS = 3;

  private static final StepType TYPE =
      new StepType(
          "freeze-primary",
          "Refuses every write in scope on the primary by an admission policy; proved by a denied"
              + " dry run on each of its API servers, and by no revision in scope in its etcd.",
          StepType.InDrill.DRY,
          StepType.Nature.HELD,
          List.of(
              Parameter.number(
                  "max-seconds",
                  "how long it may hold before it is lifted, unless the site is promoted",
                  10,
                  3600),
              Parameter.number(
                      "quiet-seconds",
                      "how long the primary's etcd must have no revision in scope",
                      1,
                      600)
                  .optional(),
              Parameter.text(
                      "otherwise",
                      "the step that fences a primary which is older than Kubernetes 1.30")
                  .optional()));

  private final String link;
  private final Rules rules;
  private final PrimaryServers primary;
  private final Ends ends;
  private final Here here;

  @Inject
  FreezePrimaryKind(FailoverSettings settings, PrimaryServers primary, Ends ends) {
    this(settings.link().name(), settings.link().rules(), primary, ends);
  }

  FreezePrimaryKind(String link, Rules rules, PrimaryServers primary, Ends ends) {
    this.link = link;
    this.rules = rules;
    this.primary = primary;
    this.ends = ends;
    this.here = Here.of(ends.target(), link);
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    Parameters with = spec.with();
    FreezePrimary.Limits limits =
        new FreezePrimary.Limits(
            Duration.ofSeconds(with.number("max-seconds")),
            Duration.ofSeconds(with.number("quiet-seconds", DEFAULT_QUIET_SECONDS)),
            with.findText("otherwise"));
    FrozenScope scope = new FrozenScope(Classifier.of(rules));
    return new FreezePrimary(
        link, rules, primary, new QuietSource(ends.source(), scope, limits.quiet()), limits, here);
  }
}
