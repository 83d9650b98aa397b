package io.understudy.failover.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Verb;
import io.understudy.failover.settings.KubeconfigSecret;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepFailedException;
import io.understudy.testkit.GrantedRights;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A controller of the test's own makes new pods for those that go. */
class RestartPodsTest {

  private static final PlanContext PLAN = new PlanContext(Verb.SWITCHOVER, Instant.EPOCH);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SELECTOR = "service_name=vmselect";
  private static final String NAMESPACE = "cpaas-system";

  @RegisterExtension
  static final GrantedRights RIGHTS =
      GrantedRights.of("etcd-sync-failover", NAMESPACE, RestartPodsTest.class);

  private final MockApi api = new MockApi("v1.34.1");
  private final KubernetesClient client = api.client();
  private final ConfiguredClusters clusters =
      new ConfiguredClusters(
          Map.of("east", new KubeconfigSecret(NAMESPACE, "east", "value")),
          new ConfiguredClusters.Here(() -> RIGHTS.bound(client), () -> {}),
          PATIENCE);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    stopped.countDown();
    threads.close();
    clusters.close();
    api.close();
  }

  private Step step(String more) {
    RestartPodsKind kind = new RestartPodsKind(clusters);
    return kind.make(
        OneStep.spec(
            kind, "{namespace: " + NAMESPACE + ", selector: '" + SELECTOR + "'" + more + "}"));
  }

  private static OneStep run() {
    return new OneStep(Verb.SWITCHOVER, PATIENCE, Map.of());
  }

  private Pod pod(String name, String service, boolean ready) {
    return client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .withUid(UUID.randomUUID().toString())
                .addToLabels("service_name", service)
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("ReplicaSet")
                .withName("rs")
                .withUid("rs")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .endStatus()
                .build())
        .create();
  }

  /** Names stay the same, as those of a StatefulSet do. */
  private void controller(String... names) {
    threads.submit(
        () -> {
          while (!stopped.await(50, TimeUnit.MILLISECONDS)) {
            for (String name : names) {
              if (client.pods().inNamespace(NAMESPACE).withName(name).get() == null) {
                pod(name, "vmselect", true);
              }
            }
          }
          return null;
        });
  }

  private List<String> uids() {
    return client.pods().inNamespace(NAMESPACE).list().getItems().stream()
        .map(pod -> pod.getMetadata().getUid())
        .toList();
  }

  @Test
  void thePodsThatMatchAreReplacedAndOthersAreNot() throws InterruptedException {
    pod("a", "vmselect", true);
    pod("b", "vmselect", true);
    String other = pod("c", "other", true).getMetadata().getUid();
    List<String> before = uids();
    controller("a", "b");

    Evidence evidence = step("").run(run());
    assertThat(evidence.summary()).startsWith("restarted 2 pods");
    assertThat(evidence.lines()).hasSize(2);
    assertThat(uids()).hasSize(3).contains(other);
    assertThat(uids()).filteredOn(before::contains).containsExactly(other);
  }

  @Test
  void afterACrashTheNewPodsAreNotRestartedAgain() throws InterruptedException {
    pod("a", "vmselect", true);
    controller("a");
    OneStep run = run();
    step("").run(run);
    List<String> after = uids();
    long deletions = api.cluster().written().stream().filter(w -> w.startsWith("DELETE")).count();

    step("").run(run.resumed());
    assertThat(uids()).isEqualTo(after);
    assertThat(api.cluster().written().stream().filter(w -> w.startsWith("DELETE")).count())
        .as("the old pod's deletion was asked for again and refused for its UID")
        .isEqualTo(deletions);
  }

  @Test
  void asTheRemedyOfASecondFailureItRestartsThemAgain() throws InterruptedException {
    pod("a", "vmselect", true);
    controller("a");
    OneStep run = run();
    step("").run(run);
    List<String> after = uids();
    step("").run(run.again());
    assertThat(uids()).isNotEqualTo(after);
  }

  @Test
  void newPodsThatDoNotBecomeReadyAreNamed() {
    pod("a", "vmselect", true);
    threads.submit(
        () -> {
          while (!stopped.await(50, TimeUnit.MILLISECONDS)) {
            if (uids().isEmpty()) {
              pod("a", "vmselect", false);
            }
          }
          return null;
        });
    OneStep brief = new OneStep(Verb.SWITCHOVER, Duration.ofSeconds(3), Map.of());
    assertThatThrownBy(() -> step("").run(brief))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("0 of 1 new pods are ready");
  }

  @Test
  void aSelectorThatMatchesNothingIsAProblemUnlessItMay() throws InterruptedException {
    assertThat(step("").plan(PLAN).problems())
        .singleElement()
        .asString()
        .contains(SELECTOR, "if-none: skip");
    assertThatThrownBy(() -> step("").run(run())).hasMessageContaining("if-none: skip");
    Step may = step(", if-none: skip");
    assertThat(may.plan(PLAN).problems()).isEmpty();
    assertThat(may.run(run()).summary()).startsWith("nothing to restart");
  }

  @Test
  void aPodWithoutAControllerIsAProblemOfThePlan() {
    Pod bare = pod("a", "vmselect", true);
    bare.getMetadata().setOwnerReferences(List.of());
    client.resource(bare).update();
    assertThat(step("").plan(PLAN).problems())
        .singleElement()
        .asString()
        .contains("pod a has no controller");
  }

  @Test
  void theSentenceOfAPlanDoesNotDependOnWhichPodsThereAre() {
    pod("a", "vmselect", true);
    String will = step("").plan(PLAN).will();
    pod("b", "vmselect", true);
    assertThat(step("").plan(PLAN).will()).isEqualTo(will);
  }

  @Test
  void aRightThatIsMissingIsAProblemOfThePlan() {
    pod("a", "vmselect", true);
    api.cluster().refuse("delete pods");
    assertThat(step("").plan(PLAN).problems())
        .singleElement()
        .asString()
        .contains("delete pods in namespace " + NAMESPACE);
  }

  @Test
  void aClusterThatIsNotConfiguredIsAProblemOfThePlan() {
    assertThat(step(", cluster: west").plan(PLAN).problems())
        .singleElement()
        .asString()
        .contains("no cluster 'west'", "configured are: east");
  }
}
