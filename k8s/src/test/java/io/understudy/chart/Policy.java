package io.understudy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must be true of everything that the chart renders, whatever its values. */
final class Policy {

  private static final Pattern SECRET =
      Pattern.compile(".*(PASSWORD|TOKEN|SECRET|_KEY)$", Pattern.CASE_INSENSITIVE);

  private static final String SECRETS = "-monitor-secrets";

  private Policy() {}

  static void holds(List<HasMetadata> objects) {
    assertThat(objects).isNotEmpty();
    Set<String> names =
        objects.stream()
            .map(
                object ->
                    object.getKind()
                        + " "
                        + object.getMetadata().getNamespace()
                        + "/"
                        + object.getMetadata().getName())
            .collect(Collectors.toSet());
    assertThat(names).as("no object twice").hasSameSizeAs(objects);
    List<PodTemplateSpec> pods = pods(objects);
    assertThat(pods).isNotEmpty();
    pods.forEach(pod -> pod(pod.getSpec()));
    pods.forEach(pod -> MountedFiles.hold(pod.getSpec(), objects));
    rules(objects).forEach(Policy::rule);
    listsSecretsByLeave(objects);
    // A mirror would take any other for drift.
    assertThat(
            Stream.concat(
                    Chart.of(objects, ClusterRole.class).stream(),
                    Chart.of(objects, ClusterRoleBinding.class).stream())
                .map(object -> object.getMetadata().getName()))
        .allMatch(name -> name.startsWith("understudy-release-"));
  }

  static List<PodTemplateSpec> pods(List<HasMetadata> objects) {
    List<PodTemplateSpec> pods = new ArrayList<>();
    Chart.of(objects, Deployment.class).forEach(one -> pods.add(one.getSpec().getTemplate()));
    Chart.of(objects, Job.class).forEach(one -> pods.add(one.getSpec().getTemplate()));
    Chart.of(objects, CronJob.class)
        .forEach(one -> pods.add(one.getSpec().getJobTemplate().getSpec().getTemplate()));
    return pods;
  }

  private static List<PolicyRule> rules(List<HasMetadata> objects) {
    List<PolicyRule> rules = new ArrayList<>();
    Chart.of(objects, Role.class).forEach(role -> rules.addAll(role.getRules()));
    Chart.of(objects, ClusterRole.class).stream()
        .filter(role -> !role.getMetadata().getName().endsWith(SECRETS))
        .forEach(role -> rules.addAll(role.getRules()));
    return rules;
  }

  /** The one rule that names no Secret, which a value of its own brings. */
  private static void listsSecretsByLeave(List<HasMetadata> objects) {
    assertThat(
            Chart.of(objects, ClusterRole.class).stream()
                .filter(role -> role.getMetadata().getName().endsWith(SECRETS))
                .flatMap(role -> role.getRules().stream()))
        .allSatisfy(
            rule -> {
              assertThat(rule.getResources()).containsExactly("secrets");
              assertThat(rule.getVerbs()).containsExactly("list");
            });
  }

  private static void rule(PolicyRule rule) {
    assertThat(rule.getVerbs()).as("%s", rule).isNotEmpty().doesNotContain("*");
    assertThat(rule.getResources()).as("%s", rule).doesNotContain("*");
    assertThat(rule.getApiGroups()).as("%s", rule).doesNotContain("*");
    if (rule.getResources().contains("secrets")) {
      // A name cannot limit what is created.
      boolean onlyCreates = rule.getVerbs().equals(List.of("create"));
      assertThat(onlyCreates || !rule.getResourceNames().isEmpty())
          .as("Secrets by name: %s", rule)
          .isTrue();
      assertThat(rule.getVerbs()).doesNotContain("list", "watch");
    }
  }

  private static void pod(PodSpec pod) {
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getHostNetwork()).isNull();
    assertThat(pod.getServiceAccountName()).isNotEqualTo("default").isNotBlank();
    Set<String> volumes =
        pod.getVolumes().stream().map(Volume::getName).collect(Collectors.toSet());
    assertThat(volumes).as("no volume twice").hasSameSizeAs(pod.getVolumes());
    assertThat(pod.getVolumes()).allMatch(volume -> volume.getHostPath() == null);
    for (Container container : pod.getContainers()) {
      container(container);
      assertThat(container.getVolumeMounts().stream().map(VolumeMount::getName))
          .isSubsetOf(volumes);
    }
  }

  private static void container(Container container) {
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(container.getResources().getLimits()).containsKeys("cpu", "memory");
    assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
    assertThat(container.getImage())
        .matches("[^:]+(:[0-9]+/[^:]+)?:[^:]+")
        .doesNotContain("latest");
    List<String> names = container.getEnv().stream().map(EnvVar::getName).toList();
    assertThat(names).as("no variable twice").doesNotHaveDuplicates();
    assertThat(names).as("secrets are files").noneMatch(name -> SECRET.matcher(name).matches());
    assertThat(container.getEnv())
        .noneMatch(
            one -> one.getValueFrom() != null && one.getValueFrom().getSecretKeyRef() != null);
  }
}
