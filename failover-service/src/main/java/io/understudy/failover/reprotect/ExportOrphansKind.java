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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code export-orphans}: saves them with their values. */
@Singleton
public class ExportOrphansKind implements StepKind {

  private static final StepType TYPE =
      new StepType(
          "export-orphans",
          "Writes the orphans with their values to understudy.orphans.export-file, and reads the"
              + " file back.",
          StepType.InDrill.DRY,
          StepType.Nature.PLAIN,
          List.of());

  private final OrphanDesk desk;

  @Inject
  ExportOrphansKind(OrphanDesk desk) {
    this.desk = desk;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new Export(desk);
  }

  private record Export(OrphanDesk desk) implements Step {

    @Override
    public Forecast plan(PlanContext context) {
      String will = "writes the old primary's orphans with their values to the configured file";
      return desk.canExport()
          ? Forecast.will(will)
          : Forecast.problem(will, String.valueOf(new OrphanDesk.NoFileException().getMessage()));
    }

    @Override
    public Evidence run(StepContext context) {
      OrphanDesk.Exported exported = OrphanSteps.told(desk::export);
      Map<String, String> outputs = new HashMap<>(OrphanSteps.outputs(exported.list()));
      outputs.put("orphans-file-sha256", exported.proof().sha256());
      return new Evidence(
          exported.proof().count() + " orphans are in " + exported.file(),
          List.of(
              "read back: digest " + exported.proof().digest(),
              "SHA-256 of the file " + exported.proof().sha256(),
              exported.proof().bytes() + " bytes"),
          outputs);
    }
  }
}
