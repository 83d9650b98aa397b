package io.understudy.failover.kube;

import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code retire-plugin}: the platform uninstalls the release. */
@Singleton
public class RetirePluginKind implements StepKind {

  private static final StepType TYPE =
      new StepType(
          "retire-plugin",
          "Deletes the plugin's ModuleInfo, read back as deleted or being deleted; run after the"
              + " operation has ended, as this service goes with it.",
          StepType.InDrill.DRY,
          StepType.Nature.AFTER_END,
          List.of(
              Parameter.text("module", "the plugin's name; etcd-sync if left out").optional(),
              Parameter.text(
                      "cluster-name", "the platform's name of this cluster; global if left out")
                  .optional()));

  private final Clusters clusters;

  @Inject
  RetirePluginKind(Clusters clusters) {
    this.clusters = clusters;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new RetirePlugin(
        clusters,
        spec.with().text("module", "etcd-sync"),
        spec.with().text("cluster-name", "global"));
  }
}
