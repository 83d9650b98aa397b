package io.understudy.failover.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.understudy.core.port.Bytes;
import io.understudy.service.kubernetes.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a Job is to run.
 *
 * @param command of the container; empty for the image's own
 * @param script that the command is given as a file; run by {@code /bin/sh} if there is no command
 * @param deadline of the Job, after which Kubernetes ends it
 * @param keep for how long it is there after its end, for people to look at
 */
record JobSpec(
    String namespace,
    String image,
    List<String> command,
    List<String> args,
    Map<String, String> env,
    Optional<String> script,
    Optional<String> serviceAccount,
    Optional<String> pullSecret,
    Duration deadline,
    Duration keep) {

  private static final String DIRECTORY = "/understudy";
  private static final String SCRIPT = "script";
  private static final int NAME_MAX = 30;
  private static final int DIGEST_LENGTH = 8;

  /**
   * The same for the same attempt, so that a Job that was begun is found again.
   *
   * @param attempt of the step in its run
   */
  static String name(String link, String run, String step, int attempt) {
    String plain = step.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String cut = plain.substring(0, Math.min(NAME_MAX, plain.length())).replaceAll("^-+|-+$", "");
    String digest =
        Bytes.utf8(link + "\n" + run + "\n" + step).sha256().substring(0, DIGEST_LENGTH);
    return "understudy-" + (cut.isEmpty() ? "" : cut + "-") + digest + "-" + attempt;
  }

  Job job(String name) {
    return new JobBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .addToLabels(Labels.MANAGED_BY, Labels.PRODUCT)
        .endMetadata()
        .withNewSpec()
        .withBackoffLimit(0)
        .withActiveDeadlineSeconds(deadline.toSeconds())
        .withTtlSecondsAfterFinished((int) keep.toSeconds())
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels(Labels.MANAGED_BY, Labels.PRODUCT)
        .endMetadata()
        .withSpec(pod(name))
        .endTemplate()
        .endSpec()
        .build();
  }

  /** Goes with the Job that owns it. */
  Optional<ConfigMap> scriptMap(Job owner) {
    return script.map(
        text ->
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(owner.getMetadata().getName())
                .addToLabels(Labels.MANAGED_BY, Labels.PRODUCT)
                .addNewOwnerReference()
                .withApiVersion("batch/v1")
                .withKind("Job")
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .addToData(SCRIPT, text)
                .build());
  }

  private PodSpec pod(String name) {
    PodSpecBuilder pod =
        new PodSpecBuilder().withRestartPolicy("Never").withContainers(container());
    serviceAccount.ifPresent(pod::withServiceAccountName);
    pullSecret.ifPresent(secret -> pod.withImagePullSecrets(new LocalObjectReference(secret)));
    if (script.isPresent()) {
      pod.addNewVolume()
          .withName(SCRIPT)
          .withNewConfigMap()
          .withName(name)
          .endConfigMap()
          .endVolume();
    }
    return pod.build();
  }

  private Container container() {
    ContainerBuilder container =
        new ContainerBuilder()
            .withName("job")
            .withImage(image)
            .withEnv(
                env.entrySet().stream()
                    .map(entry -> new EnvVar(entry.getKey(), entry.getValue(), null))
                    .toList());
    if (script.isEmpty()) {
      return container.withCommand(command).withArgs(args).build();
    }
    List<String> all = new ArrayList<>(List.of(DIRECTORY + "/" + SCRIPT));
    all.addAll(args);
    return container
        .withCommand(command.isEmpty() ? List.of("/bin/sh") : command)
        .withArgs(all)
        .addNewVolumeMount()
        .withName(SCRIPT)
        .withMountPath(DIRECTORY)
        .withReadOnly(true)
        .endVolumeMount()
        .build();
  }
}
