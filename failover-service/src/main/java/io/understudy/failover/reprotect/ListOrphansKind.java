package io.understudy.failover.reprotect;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code list-orphans}: counts what the old primary has that this site never got. */
@Singleton
public class ListOrphansKind implements StepKind {

  private static final StepType TYPE =
      new StepType(
          "list-orphans",
          "Lists the late writes and deletes of the old primary, read from both etcds.",
          StepType.InDrill.DRY,
          StepType.Nature.PLAIN,
          List.of());

  private final OrphanDesk desk;

  @Inject
  ListOrphansKind(OrphanDesk desk) {
    this.desk = desk;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new Listing(desk);
  }

  private record Listing(OrphanDesk desk) implements Step {

    @Override
    public Forecast plan(PlanContext context) {
      return OrphanSteps.forecast(
          "lists what the old primary has that this site never got", desk, list -> List.of());
    }

    @Override
    public Evidence run(StepContext context) {
      OrphanDesk.Listing listing = OrphanSteps.told(() -> desk.list(0));
      return new Evidence(
          OrphanSteps.summary(listing.list()),
          OrphanSteps.lines(listing),
          OrphanSteps.outputs(listing.list()));
    }
  }
}
