package io.understudy.failover.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Verb;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.failover.kube.LiveSteps;
import io.understudy.failover.kube.PrimaryServers;
import io.understudy.failover.kube.PrimaryServers.Server;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The freeze on two real API servers before one etcd, with RBAC. */
@Tag("live-kubernetes")
class LiveFreezeTest {

  private static final String TEAM = LiveObjects.TEAM;
  private static final PlanContext PLAN = new PlanContext(Verb.SWITCHOVER, Instant.EPOCH);
  private static final Rules RULES = Rules.profile("acp-global", Rules.Options.DEFAULT);
  private static final String POLICIES = "admissionregistration.k8s.io";

  private static ControlPlane plane;
  private static KubernetesClient admin;
  private static GrpcEtcd source;
  private static List<Server> servers;

  @BeforeAll
  static void start() {
    plane = ControlPlane.start(2);
    admin = plane.client(0, ControlPlane.ADMIN);
    source = GrpcEtcd.connect(EtcdEndpoint.of("source", List.of(plane.etcd())));
    servers =
        IntStream.range(0, 2)
            .mapToObj(
                i -> new Server(plane.servers().get(i), plane.client(i, ControlPlane.SERVICE)))
            .toList();
    for (String name : List.of(TEAM, "cpaas-system")) {
      admin
          .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
          .create();
    }
    admin.resource(LiveObjects.deployment()).create();
    admin.resource(LiveObjects.map("there")).create();
    admin
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(TEAM)
                .withName("app")
                .endMetadata()
                .build())
        .create();
    LiveObjects.grant(
        admin,
        "understudy-freeze",
        LiveObjects.rule(
            POLICIES, List.of("validatingadmissionpolicies"), "get", "create", "update", "delete"),
        LiveObjects.rule(
            POLICIES,
            List.of("validatingadmissionpolicybindings"),
            "get",
            "create",
            "update",
            "delete"),
        LiveObjects.rule("node.k8s.io", List.of("runtimeclasses"), "create"));
  }

  @AfterAll
  static void stop() {
    source.close();
    plane.close();
  }

  @AfterEach
  void lift() throws InterruptedException {
    freeze().undo(run());
  }

  private static Step freeze() {
    return freeze(() -> servers);
  }

  private static Step freeze(PrimaryServers primary) {
    return LiveSteps.freeze(
        "global", RULES, primary, source, "{max-seconds: 300, quiet-seconds: 2}");
  }

  private static OneStep run() {
    return new OneStep(Verb.SWITCHOVER, Duration.ofSeconds(180), Map.of());
  }

  private static void assertRefused(ThrowingCallable write) {
    assertThatThrownBy(write)
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refused -> assertThat(refused.getCode()).isEqualTo(403))
        .hasMessageContaining("ValidatingAdmissionPolicy 'understudy-freeze-global'")
        .hasMessageContaining("frozen for a switchover");
  }

  @Test
  void itIsProvedOnBothApiServersAndInTheEtcd() throws InterruptedException {
    assertThat(freeze().plan(PLAN).problems()).isEmpty();
    Evidence evidence = freeze().run(run());

    assertThat(evidence.summary()).contains("all 2 API servers refuse");
    assertThat(Long.parseLong(evidence.outputs().get("freeze-revision"))).isPositive();
    var policy =
        admin
            .admissionRegistration()
            .v1()
            .validatingAdmissionPolicies()
            .withName("understudy-freeze-global")
            .get();
    assertThat(policy.getSpec().getMatchConditions())
        .as("taken by the API server as they were written")
        .isNotEmpty();
    assertThat(freeze().undo(run()).summary()).startsWith("lifted: 2 API servers");
    assertThatCode(() -> admin.resource(LiveObjects.map("after")).create())
        .doesNotThrowAnyException();
  }

  @Test
  void whatAPromotionLeavesFrozenIsLiftedByTheRightsOfAFreeze() throws InterruptedException {
    Step lift = LiveSteps.lift("global", RULES, () -> servers);
    assertThat(lift.run(run()).summary()).startsWith("there is no freeze");
    freeze().run(run());
    assertRefused(() -> admin.resource(LiveObjects.map("lifted")).create());

    assertThat(lift.plan(PLAN).problems()).isEmpty();
    Evidence evidence = lift.run(run());

    assertThat(evidence.summary()).startsWith("the freeze of run 1 is lifted");
    assertThat(evidence.lines()).hasSize(2);
    assertThatCode(() -> admin.resource(LiveObjects.map("lifted")).create())
        .doesNotThrowAnyException();
  }

  @Test
  void usersWritesAndThoseOfSubresourcesAreRefused() throws InterruptedException {
    freeze().run(run());
    assertRefused(() -> admin.resource(LiveObjects.map("new")).create());
    assertRefused(() -> admin.configMaps().inNamespace(TEAM).withName("there").delete());
    assertRefused(() -> admin.configMaps().inNamespace(TEAM).delete());
    assertRefused(() -> admin.apps().deployments().inNamespace(TEAM).withName("app").scale(3));
    assertRefused(
        () ->
            admin
                .apps()
                .deployments()
                .inNamespace(TEAM)
                .withName("app")
                .editStatus(
                    app ->
                        new DeploymentBuilder(app)
                            .withNewStatus()
                            .withObservedGeneration(1L)
                            .endStatus()
                            .build()));
    assertRefused(
        () ->
            admin
                .resource(
                    new NamespaceBuilder().withNewMetadata().withName("n").endMetadata().build())
                .create());
    assertThat(admin.configMaps().inNamespace(TEAM).withName("there").get()).isNotNull();
  }

  @Test
  void whatIsOutOfScopePasses() throws InterruptedException {
    freeze().run(run());
    assertThatCode(() -> admin.resource(LiveObjects.map("kube-system", "c")).serverSideApply())
        .as("an excluded namespace")
        .doesNotThrowAnyException();
    assertThatCode(() -> admin.resource(LiveObjects.map("cpaas-system", "c")).serverSideApply())
        .as("the product's own")
        .doesNotThrowAnyException();
  }

  @Test
  void whatMustGoOnPasses() throws InterruptedException {
    freeze().run(run());
    assertThatCode(
            () ->
                admin
                    .resource(
                        new LeaseBuilder()
                            .withNewMetadata()
                            .withNamespace(TEAM)
                            .withName("l")
                            .endMetadata()
                            .build())
                    .serverSideApply())
        .doesNotThrowAnyException();
    assertThatCode(
            () ->
                admin
                    .v1()
                    .events()
                    .resource(
                        new EventBuilder()
                            .withNewMetadata()
                            .withNamespace(TEAM)
                            .withGenerateName("e-")
                            .endMetadata()
                            .withNewInvolvedObject()
                            .withNamespace(TEAM)
                            .endInvolvedObject()
                            .build())
                    .create())
        .doesNotThrowAnyException();
    assertThatCode(
            () ->
                admin
                    .serviceAccounts()
                    .inNamespace(TEAM)
                    .withName("app")
                    .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build()))
        .doesNotThrowAnyException();
    assertThat(LiveObjects.review(admin).getStatus().getAuthenticated()).isTrue();
  }

  @Test
  void withoutRightsThePlanSaysWhichAreMissing() {
    List<Server> nobody =
        List.of(new Server(plane.servers().getFirst(), plane.client(0, "no-such-token")));
    assertThat(freeze(() -> nobody).plan(PLAN).problems()).isNotEmpty();

    var name = "understudy-freeze";
    var granted = admin.rbac().clusterRoles().withName(name).get();
    admin
        .rbac()
        .clusterRoles()
        .withName(name)
        .edit(role -> new ClusterRoleBuilder(role).withRules(role.getRules().getFirst()).build());
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(freeze().plan(PLAN).problems())
                      .anyMatch(p -> p.contains("create validatingadmissionpolicybindings"))
                      .anyMatch(p -> p.contains("create runtimeclasses.node.k8s.io"))
                      .noneMatch(p -> p.contains("create validatingadmissionpolicies.")));
    } finally {
      admin
          .rbac()
          .clusterRoles()
          .withName(name)
          .edit(role -> new ClusterRoleBuilder(role).withRules(granted.getRules()).build());
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> freeze().plan(PLAN).problems().isEmpty());
    }
  }
}
