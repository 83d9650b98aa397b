package io.understudy.failover.role;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.understudy.core.failover.truth.Claim;
import io.understudy.core.failover.truth.Freeze;
import io.understudy.core.failover.truth.RoleVerdict;
import io.understudy.failover.settings.FailoverSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** What was found out last about both sites' roles. */
@Singleton
public class RoleMetrics implements MeterBinder {

  private final RoleWatch watch;
  private final String link;

  @Inject
  RoleMetrics(RoleWatch watch, FailoverSettings settings) {
    this(watch, settings.link().name());
  }

  RoleMetrics(RoleWatch watch, String link) {
    this.watch = watch;
    this.link = link;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("understudy.split.brain", watch, RoleMetrics::splitBrain)
        .description("Whether both sites claim to be the primary")
        .tag("link", link)
        .register(registry);
    Gauge.builder("understudy.role.agrees", watch, RoleMetrics::agrees)
        .description("Whether this site's role is what the platform's name and the other site say")
        .tag("link", link)
        .register(registry);
  }

  private static double splitBrain(RoleWatch watch) {
    return watch.last().map(RoleMetrics::splitBrain).orElse(Double.NaN);
  }

  /** That there is none is told only where it is known. */
  private static double splitBrain(RoleState state) {
    if (state.verdict() instanceof RoleVerdict.SplitBrain) {
      return 1;
    }
    boolean isUntold =
        state.here() instanceof Claim.Unknown
            || state.there() instanceof Claim.Unknown
            || mayBoth(state);
    return isUntold ? Double.NaN : 0;
  }

  /** Both claim to be the primary, and it is not known whether the lower one has stepped back. */
  private static boolean mayBoth(RoleState state) {
    return state.here() instanceof Claim.Primary ours
        && state.there() instanceof Claim.Primary theirs
        && (ours.term() < theirs.term() ? ours : theirs).freeze() == Freeze.UNKNOWN;
  }

  private static double agrees(RoleWatch watch) {
    return watch
        .last()
        .map(
            state ->
                switch (state.verdict()) {
                  case RoleVerdict.Agrees agrees -> 1.0;
                  case RoleVerdict.Contradicts contradicts -> 0.0;
                  case RoleVerdict.SplitBrain split -> 0.0;
                  case RoleVerdict.Unknown unknown -> Double.NaN;
                })
        .orElse(Double.NaN);
  }
}
