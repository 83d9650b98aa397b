package io.understudy.core.mirror;

import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.scope.Placement;
import java.time.Duration;

/** Tells the observer what the index counts: the sums every time, those by rule now and then. */
final class PlacementReport {

  private static final Duration RULES_INTERVAL = Duration.ofSeconds(1);

  private final RunContext context;
  private final RegistryIndex index;
  private long nextRules;

  PlacementReport(RunContext context, RegistryIndex index) {
    this.context = context;
    this.index = index;
    this.nextRules = context.timing().nanos();
  }

  void tell() {
    context
        .observer()
        .placements(
            index.count(Placement.MIRROR),
            index.count(Placement.PARK),
            index.count(Placement.LEAVE_OUT),
            index.unparsable());
    context.observer().encrypted(index.orderUnproven(), index.undecryptable());
    long now = context.timing().nanos();
    if (now - nextRules >= 0) {
      nextRules = now + RULES_INTERVAL.toNanos();
      context.observer().objects(index.byRule());
    }
  }
}
