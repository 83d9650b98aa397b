package io.understudy.core.mirror;

import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.scope.Placement;
import java.time.Duration;
import java.time.Instant;

/** Tells the observer what the index counts: the sums every time, those by rule now and then. */
final class PlacementReport {

  private static final Duration RULES_INTERVAL = Duration.ofSeconds(1);

  private final RunContext context;
  private final RegistryIndex index;
  private Instant nextRules = Instant.MIN;

  PlacementReport(RunContext context, RegistryIndex index) {
    this.context = context;
    this.index = index;
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
    Instant now = context.timing().now();
    if (!now.isBefore(nextRules)) {
      nextRules = now.plus(RULES_INTERVAL);
      context.observer().objects(index.byRule());
    }
  }
}
