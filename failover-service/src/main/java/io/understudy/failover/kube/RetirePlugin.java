package io.understudy.failover.kube;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.failover.kube.Rights.Right;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Deletes the ModuleInfo of the cluster plugin, so that the platform uninstalls it.
 *
 * <p>The release that runs this step goes with it, and the process may end at any time after the
 * deletion. So it is the last thing that a run does: whatever else there is to put on record has to
 * be there before.
 */
final class RetirePlugin implements Step {

  private static final String GROUP = "cluster.alauda.io";
  private static final String RESOURCE = "moduleinfoes";
  private static final ResourceDefinitionContext MODULE_INFO =
      new ResourceDefinitionContext.Builder()
          .withGroup(GROUP)
          .withVersion("v1alpha1")
          .withKind("ModuleInfo")
          .withPlural(RESOURCE)
          .withNamespaced(false)
          .build();
  private static final String MODULE = "cpaas.io/module-name";
  private static final String CLUSTER = "cpaas.io/cluster-name";
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final String NOTED = "module-info";

  private final Clusters clusters;
  private final String module;
  private final String cluster;

  /**
   * @param module as the plugin is called
   * @param cluster as the platform calls the cluster that it is installed in
   */
  RetirePlugin(Clusters clusters, String module, String cluster) {
    this.clusters = clusters;
    this.module = module;
    this.cluster = cluster;
  }

  /** What is deleted: one object and no successor of it. */
  private record Target(String name, String uid) {

    private static Target of(GenericKubernetesResource info) {
      return new Target(info.getMetadata().getName(), info.getMetadata().getUid());
    }

    private static Target parse(String text) {
      String[] parts = text.split("/");
      return new Target(parts[0], parts[1]);
    }

    private String text() {
      return name + "/" + uid;
    }
  }

  @Override
  public Forecast plan(PlanContext context) {
    String will = "deletes the ModuleInfo of " + module + ", so that the platform uninstalls it";
    try {
      KubernetesClient client = clusters.client(Clusters.HERE);
      List<String> missing =
          Rights.missing(
              client,
              "this site's cluster",
              List.of(
                  new Right("list", GROUP, RESOURCE, "", ""),
                  new Right("delete", GROUP, RESOURCE, "", "")));
      if (!missing.isEmpty()) {
        return new Forecast(will, List.of(), missing, List.of());
      }
      List<GenericKubernetesResource> found = find(client);
      return found.size() == 1
          ? Forecast.will(will, "it is " + found.getFirst().getMetadata().getName())
          : Forecast.problem(will, notOne(found));
    } catch (KubernetesClientException failure) {
      return Forecast.problem(will, "this site's cluster: " + Said.by(failure));
    }
  }

  @Override
  public Evidence run(StepContext context) throws InterruptedException {
    try {
      KubernetesClient client = clusters.client(Clusters.HERE);
      Target target = target(context, client);
      delete(client, target);
      context.await(
          "ModuleInfo " + target.name() + " to be deleted",
          EVERY,
          () ->
              find(client).stream().anyMatch(isThere(target))
                  ? Optional.empty()
                  : Optional.of(target));
      return Evidence.of("ModuleInfo " + target.name() + " is deleted, or being deleted");
    } catch (KubernetesClientException failure) {
      throw new StepFailedException("this site's cluster: " + Said.by(failure), failure);
    }
  }

  private Target target(StepContext context, KubernetesClient client) {
    Optional<String> noted = context.noted(NOTED);
    if (noted.isPresent()) {
      return Target.parse(noted.get());
    }
    List<GenericKubernetesResource> found = find(client);
    if (found.size() != 1) {
      throw new StepFailedException(notOne(found));
    }
    Target target = Target.of(found.getFirst());
    context.note(NOTED, target.text());
    return target;
  }

  private static Predicate<GenericKubernetesResource> isThere(Target target) {
    return info ->
        info.getMetadata().getUid().equals(target.uid())
            && info.getMetadata().getDeletionTimestamp() == null;
  }

  private String notOne(List<GenericKubernetesResource> found) {
    return "there are "
        + found.size()
        + " ModuleInfos with "
        + MODULE
        + "="
        + module
        + " and "
        + CLUSTER
        + "="
        + cluster
        + ", not one; correct 'module' or 'cluster-name', or uninstall it by hand";
  }

  private List<GenericKubernetesResource> find(KubernetesClient client) {
    return client
        .genericKubernetesResources(MODULE_INFO)
        .withLabel(MODULE, module)
        .withLabel(CLUSTER, cluster)
        .list()
        .getItems();
  }

  private static void delete(KubernetesClient client, Target target) {
    DeleteOptions options =
        new DeleteOptionsBuilder()
            .withApiVersion("v1")
            .withKind("DeleteOptions")
            .withPropagationPolicy("Background")
            .withNewPreconditions()
            .withUid(target.uid())
            .endPreconditions()
            .build();
    try {
      client.raw(
          "/apis/" + GROUP + "/v1alpha1/" + RESOURCE + "/" + target.name(), "DELETE", options);
    } catch (KubernetesClientException failure) {
      if (!Said.isMissing(failure) && !Said.isConflict(failure)) {
        throw failure;
      }
    }
  }
}
