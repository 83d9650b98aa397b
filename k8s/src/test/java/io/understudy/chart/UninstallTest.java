package io.understudy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.understudy.failover.mode.Choice;
import io.understudy.failover.mode.Mode;
import io.understudy.failover.mode.Surroundings;
import io.understudy.failover.uninstall.UninstallGuard;
import io.understudy.failover.uninstall.UninstallSweep;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Jobs around an uninstall, with all that they need when nothing else is there any more. */
class UninstallTest {

  private static final String GUARD = "etcd-sync-uninstall-guard";

  static Map<String, String> env(List<HasMetadata> objects) {
    return Chart.one(objects, Job.class, GUARD)
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getEnv()
        .stream()
        .filter(one -> one.getValue() != null)
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
  }

  private static String when(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault("helm.sh/hook", "");
  }

  private static int weight(HasMetadata object) {
    return Integer.parseInt(object.getMetadata().getAnnotations().get("helm.sh/hook-weight"));
  }

  private static Set<String> rights(List<HasMetadata> objects, String name) {
    Set<String> rights = new TreeSet<>();
    for (Role role : Chart.of(objects, Role.class)) {
      if (role.getMetadata().getName().equals(name)) {
        for (PolicyRule rule : role.getRules()) {
          rule.getVerbs().forEach(verb -> rights.add(verb + " " + rule.getResources().getFirst()));
        }
      }
    }
    return rights;
  }

  @ParameterizedTest
  @CsvSource({"etcd-sync-uninstall-guard, pre-delete", "etcd-sync-uninstall-sweep, post-delete"})
  void aJobComesWithItsAccountAndItsRights(String name, String when) {
    List<HasMetadata> objects = Chart.render(Chart.VIP);
    Job job = Chart.one(objects, Job.class, name);

    assertThat(when(job)).isEqualTo(when);
    assertThat(job.getSpec().getTemplate().getSpec().getServiceAccountName()).isEqualTo(name);
    assertThat(job.getSpec().getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
    List<HasMetadata> needed =
        objects.stream()
            .filter(
                object ->
                    object instanceof ServiceAccount
                        || object instanceof Role
                        || object instanceof RoleBinding)
            .filter(object -> object.getMetadata().getName().equals(name))
            .toList();
    assertThat(needed).hasSize(5);
    assertThat(needed)
        .allMatch(object -> when(object).equals(when))
        .allMatch(object -> weight(object) < weight(job));
  }

  @Test
  void theOneBeforeChangesNothing() {
    List<HasMetadata> objects = Chart.render(Chart.VIP);

    assertThat(rights(objects, GUARD)).containsExactly("get configmaps", "get leases");
    assertThat(rights(objects, "etcd-sync-uninstall-sweep"))
        .containsExactly(
            "delete configmaps", "delete leases", "get configmaps", "get leases", "list pods");
    assertThat(Chart.one(objects, Job.class, GUARD).getSpec().getBackoffLimit()).isZero();
    assertThat(env(objects)).containsEntry("UNDERSTUDY_UNINSTALL_FORCE", "false");
  }

  /** A variable that is not read would be passed over in silence. */
  @ParameterizedTest
  @CsvSource({"etcd-sync-uninstall-guard, 5", "etcd-sync-uninstall-sweep, 2"})
  void eachVariableIsOneThatTheModeReads(String name, int count) {
    Set<String> read = new TreeSet<>();
    Function<String, Optional<String>> settings =
        property -> {
          read.add(Surroundings.variable(property));
          return property.endsWith("uninstall.force") ? Optional.of("perhaps") : Optional.empty();
        };
    Mode mode = name.endsWith("guard") ? new UninstallGuard() : new UninstallSweep();
    assertThat(mode.run(new Surroundings(settings, line -> {}, InstantSource.system())))
        .as("refuses a setting before it asks anybody")
        .isEqualTo(Choice.MISUSED);

    List<EnvVar> set =
        Chart.one(Chart.render(Chart.VIP), Job.class, name)
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .getFirst()
            .getEnv();

    assertThat(set).hasSize(count).extracting(EnvVar::getName).isSubsetOf(read);
  }

  @Test
  void bothCanBeLeftOut() {
    List<HasMetadata> objects = Chart.render(Chart.VIP + "uninstall: {guard: false}\n");

    assertThat(Chart.of(objects, Job.class))
        .noneMatch(job -> job.getMetadata().getName().contains("uninstall"));
  }
}
