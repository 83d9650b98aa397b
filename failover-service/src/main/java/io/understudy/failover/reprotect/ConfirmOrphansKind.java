package io.understudy.failover.reprotect;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.core.orphan.OrphanList;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.step.StepKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** {@code confirm-orphans}: lets nothing be overwritten that nobody has seen. */
@Singleton
public class ConfirmOrphansKind implements StepKind {

  private static final StepType TYPE =
      new StepType(
          "confirm-orphans",
          "Passes if the old primary has no orphans, or exactly those whose digest was confirmed;"
              + " they are listed again for that.",
          StepType.InDrill.DRY,
          StepType.Nature.PLAIN,
          List.of());

  private final OrphanDesk desk;

  @Inject
  ConfirmOrphansKind(OrphanDesk desk) {
    this.desk = desk;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new Confirmation(desk);
  }

  private record Confirmation(OrphanDesk desk) implements Step {

    @Override
    public Forecast plan(PlanContext context) {
      return OrphanSteps.forecast(
          "goes on only if the old primary has no orphans but the confirmed ones",
          desk,
          list ->
              list.total() == 0
                  ? List.of()
                  : List.of("to overwrite them, confirm their digest: " + list.digest()));
    }

    @Override
    public Evidence run(StepContext context) {
      OrphanDesk.Listing listing = OrphanSteps.told(() -> desk.list(0));
      OrphanList list = listing.list();
      Optional<String> confirmed = context.output(OrphanSteps.CONFIRMED);
      if (list.total() == 0) {
        return new Evidence(
            "the old primary has no orphans",
            OrphanSteps.lines(listing),
            OrphanSteps.confirmed(list));
      }
      if (confirmed.isEmpty()) {
        throw new StepFailedException(
            "the old primary has "
                + OrphanSteps.summary(list)
                + ", and nobody confirmed that they may be overwritten; look at GET"
                + " /api/v1/orphans, export what is needed, and make the operation with"
                + " \"confirm\": \""
                + list.digest()
                + "\"");
      }
      if (!confirmed.get().equals(list.digest())) {
        throw new StepFailedException(
            "confirmed were the orphans with digest "
                + confirmed.get()
                + ", now they are others: "
                + OrphanSteps.summary(list)
                + ", digest "
                + list.digest()
                + "; nothing was overwritten. Stop what still writes there, look at them again, and"
                + " confirm anew");
      }
      return new Evidence(
          OrphanSteps.summary(list) + " are confirmed",
          OrphanSteps.lines(listing),
          OrphanSteps.confirmed(list));
    }
  }
}
