package io.understudy.failover.kube;

import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.Parameters;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code restart-pods}: here, or in a workload cluster. */
@Singleton
public class RestartPodsKind implements StepKind {

  /** Said of any step that names a cluster. */
  static final Parameter CLUSTER =
      Parameter.text(
              "cluster", "'here' (if left out), or a cluster of understudy.clusters.\"name\"")
          .optional();

  private static final String SKIP = "skip";

  private static final StepType TYPE =
      new StepType(
          "restart-pods",
          "Deletes the pods that a label selector matches, and waits until as many new ones are"
              + " ready.",
          StepType.InDrill.DRY,
          StepType.Nature.PLAIN,
          List.of(
              Parameter.text("namespace", "where they are"),
              Parameter.text("selector", "label selector, as for kubectl -l"),
              CLUSTER,
              Parameter.choice("if-none", "what it means if there are none", List.of("fail", SKIP))
                  .optional()));

  private final Clusters clusters;

  @Inject
  RestartPodsKind(Clusters clusters) {
    this.clusters = clusters;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    Parameters with = spec.with();
    return new RestartPods(
        clusters,
        new RestartPods.Which(
            with.text("cluster", Clusters.HERE),
            with.text("namespace"),
            with.text("selector"),
            with.text("if-none", "fail").equals(SKIP)));
  }
}
