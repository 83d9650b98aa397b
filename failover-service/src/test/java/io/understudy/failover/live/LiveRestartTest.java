package io.understudy.failover.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Verb;
import io.understudy.failover.kube.LiveSteps;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pods of a real API server, their status set by hand; tokens and rights as it sees them. */
@Tag("live-kubernetes")
class LiveRestartTest {

  private static final PlanContext PLAN = new PlanContext(Verb.SWITCHOVER, Instant.EPOCH);
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final String WITH = "{namespace: default, selector: 'service_name in (a, b)'}";

  private static ControlPlane plane;
  private static KubernetesClient admin;

  @BeforeAll
  static void start() {
    plane = ControlPlane.start(1);
    admin = plane.client(0, ControlPlane.ADMIN);
  }

  @AfterAll
  static void stop() {
    plane.close();
  }

  private static void pod(String name) {
    Pod made =
        admin
            .resource(
                new PodBuilder()
                    .withNewMetadata()
                    .withNamespace("default")
                    .withName(name)
                    .addToLabels("service_name", "a")
                    .addNewOwnerReference()
                    .withApiVersion("apps/v1")
                    .withKind("StatefulSet")
                    .withName("set")
                    .withUid("3f0e1b62-3a5e-4c58-9d0f-1f3f0a3f9a10")
                    .withController(true)
                    .endOwnerReference()
                    .endMetadata()
                    .withNewSpec()
                    .addNewContainer()
                    .withName("c")
                    .withImage("i")
                    .endContainer()
                    .endSpec()
                    .build())
            .create();
    admin
        .resource(
            new PodBuilder(made)
                .editOrNewStatus()
                .withPhase("Running")
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build())
        .updateStatus();
  }

  private static List<String> uids() {
    return admin.pods().inNamespace("default").list().getItems().stream()
        .map(pod -> pod.getMetadata().getUid())
        .toList();
  }

  @Test
  void podsAreReplacedOnceAlsoIfTheStepIsRunAgainAfterACrash() throws Exception {
    pod("set-0");
    pod("set-1");
    List<String> before = uids();
    CountDownLatch stopped = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.submit(
          () -> {
            while (!stopped.await(100, TimeUnit.MILLISECONDS)) {
              for (String name : List.of("set-0", "set-1")) {
                if (admin.pods().inNamespace("default").withName(name).get() == null) {
                  pod(name);
                }
              }
            }
            return null;
          });
      assertThat(LiveSteps.restart(admin, WITH).plan(PLAN).problems()).isEmpty();
      OneStep run = new OneStep(Verb.SWITCHOVER, PATIENCE, Map.of());
      Evidence evidence = LiveSteps.restart(admin, WITH).run(run);
      assertThat(evidence.lines()).hasSize(2);
      List<String> after = uids();
      assertThat(after).hasSize(2).doesNotContainAnyElementsOf(before);

      LiveSteps.restart(admin, WITH).run(run.resumed());
      assertThat(uids()).containsExactlyInAnyOrderElementsOf(after);
      stopped.countDown();
    }
  }

  @Test
  void rightsAreAskedOfTheApiServer() {
    KubernetesClient service = plane.client(0, ControlPlane.SERVICE);
    assertThat(LiveSteps.restart(service, WITH).plan(PLAN).problems())
        .hasSize(2)
        .anyMatch(problem -> problem.contains("list pods in namespace default"))
        .anyMatch(problem -> problem.contains("delete pods in namespace default"));
  }

  @Test
  void aTokenAndAVirtualVerbAreReviewedForWhoeverCallsTheService() {
    UserInfo user =
        admin
            .tokenReviews()
            .create(
                new TokenReviewBuilder()
                    .withNewSpec()
                    .withToken(ControlPlane.SERVICE)
                    .endSpec()
                    .build())
            .getStatus()
            .getUser();
    assertThat(user.getUsername()).isEqualTo(ControlPlane.SERVICE_USER);
    assertThat(mayDrill(user)).isFalse();
    admin
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName("drill")
                .endMetadata()
                .addNewRule()
                .withApiGroups("understudy.io")
                .withResources("operations")
                .withVerbs("drill")
                .endRule()
                .build())
        .create();
    admin
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName("drill")
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "drill")
                .addNewSubject("rbac.authorization.k8s.io", "User", ControlPlane.SERVICE_USER, null)
                .build())
        .create();
    Awaitility.await().atMost(PATIENCE).until(() -> mayDrill(user));
    assertThat(may(user, "failover")).as("another verb is another right").isFalse();
  }

  private static boolean mayDrill(UserInfo user) {
    return may(user, "drill");
  }

  private static boolean may(UserInfo user, String verb) {
    return admin
        .authorization()
        .v1()
        .subjectAccessReview()
        .create(
            new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(user.getUsername())
                .withGroups(user.getGroups())
                .withNewResourceAttributes()
                .withGroup("understudy.io")
                .withResource("operations")
                .withVerb(verb)
                .endResourceAttributes()
                .endSpec()
                .build())
        .getStatus()
        .getAllowed();
  }
}
