package io.understudy.failover.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.understudy.core.failover.Verb;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.testkit.GrantedRights;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RetirePluginTest {

  private static final PlanContext PLAN = new PlanContext(Verb.FAILOVER, Instant.EPOCH);
  private static final ResourceDefinitionContext MODULE_INFO =
      new ResourceDefinitionContext.Builder()
          .withGroup("cluster.alauda.io")
          .withVersion("v1alpha1")
          .withKind("ModuleInfo")
          .withPlural("moduleinfoes")
          .withNamespaced(false)
          .build();

  @RegisterExtension
  static final GrantedRights RIGHTS =
      GrantedRights.of("etcd-sync-failover", "cpaas-system", RetirePluginTest.class);

  private final MockApi api = new MockApi("v1.34.1");

  @AfterEach
  void stop() {
    api.close();
  }

  private Step step() {
    RetirePluginKind kind = new RetirePluginKind(name -> RIGHTS.bound(api.client()));
    return kind.make(OneStep.spec(kind, "{}"));
  }

  private void install(String name, String module) {
    GenericKubernetesResource info =
        new GenericKubernetesResourceBuilder()
            .withApiVersion("cluster.alauda.io/v1alpha1")
            .withKind("ModuleInfo")
            .withNewMetadata()
            .withName(name)
            .addToLabels("cpaas.io/module-name", module)
            .addToLabels("cpaas.io/cluster-name", "global")
            .endMetadata()
            .build();
    api.client().genericKubernetesResources(MODULE_INFO).resource(info).create();
  }

  private List<String> names() {
    return api.client().genericKubernetesResources(MODULE_INFO).list().getItems().stream()
        .map(info -> info.getMetadata().getName())
        .toList();
  }

  @Test
  void theOneOfThisPluginIsDeletedAndOnlyOnce() throws InterruptedException {
    install("global-0123", "etcd-sync");
    install("global-4567", "other");
    assertThat(step().plan(PLAN).problems()).isEmpty();
    OneStep run = OneStep.of(Verb.FAILOVER);
    assertThat(step().run(run).summary()).contains("global-0123");
    assertThat(names()).containsExactly("global-4567");

    install("global-0123", "etcd-sync");
    step().run(run.resumed());
    assertThat(names())
        .as("installed again since: that one stays")
        .containsExactlyInAnyOrder("global-0123", "global-4567");
  }

  @Test
  void withoutOneOrWithoutTheRightThePlanHasAProblem() {
    assertThat(step().plan(PLAN).problems())
        .singleElement()
        .asString()
        .contains("there are 0 ModuleInfos");
    assertThatThrownBy(() -> step().run(OneStep.of(Verb.FAILOVER)))
        .hasMessageContaining("there are 0 ModuleInfos");
    api.cluster().refuse("delete moduleinfoes");
    assertThat(step().plan(PLAN).problems())
        .singleElement()
        .asString()
        .contains("delete moduleinfoes.cluster.alauda.io");
  }
}
