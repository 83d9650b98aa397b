package io.understudy.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Verb;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepFailedException;
import io.understudy.testkit.DnsServer;
import io.understudy.testkit.GrantedRights;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Lookups from inside clusters. The API server is Fabric8's mock; what a pod is told stays stale
 * until the cluster's DNS pod is another one, as with a coredns that remembers.
 */
@EnableKubernetesMockClient(crud = true)
class InsideCheckTest {

  private static DnsServer dns;

  @RegisterExtension
  static final GrantedRights RIGHTS =
      GrantedRights.of("etcd-sync-failover", "cpaas-system", InsideCheckTest.class);

  private volatile boolean isSilent;
  KubernetesMockServer server;
  KubernetesClient client;

  @BeforeAll
  static void start() {
    dns = DnsServer.start("example.test", "platform 60 A 10.0.0.2", "drill 60 A 10.0.0.2");
  }

  @AfterAll
  static void stop() {
    dns.close();
  }

  /** To all questions of what this service may do. */
  private void answer(boolean isAllowed) {
    server
        .expect()
        .post()
        .withPath("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
        .andReturn(201, "{\"status\":{\"allowed\":" + isAllowed + "}}")
        .always();
  }

  @BeforeEach
  void create() {
    client
        .apps()
        .deployments()
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withName("sentry")
                .withNamespace("cpaas-system")
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels("app", "sentry")
                .endSelector()
                .endSpec()
                .build())
        .create();
    create("cpaas-system", "sentry-0", "app", "sentry");
    create("kube-system", "coredns-0", "k8s-app", "kube-dns");
  }

  private void create(String namespace, String name, String label, String value) {
    client
        .pods()
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .addToLabels(label, value)
                .endMetadata()
                .withNewStatus()
                .withPhase("Running")
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build())
        .create();
  }

  /** What {@code nslookup} prints: the old site, or nothing, as long as the first DNS pod lives. */
  private String nslookup(String name) {
    boolean isStale = client.pods().inNamespace("kube-system").withName("coredns-0").get() != null;
    if (isStale && isSilent) {
      return ";; connection timed out; no servers could be reached\n";
    }
    return "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\nName:\t"
        + name
        + "\nAddress: "
        + (isStale ? "10.0.0.1" : "10.0.0.2")
        + "\n";
  }

  private Step step(String more) {
    return step(RIGHTS.bound(client), more);
  }

  private Step step(KubernetesClient known, String more) {
    PodExec exec =
        (kubernetes, namespace, pod, command) -> {
          assertThat(namespace + "/" + pod).isEqualTo("cpaas-system/sentry-0");
          assertThat(command.getFirst()).isEqualTo("nslookup");
          return nslookup(command.getLast());
        };
    VerifyDnsKind kind = new VerifyDnsKind(name -> known, exec);
    return kind.make(
        OneStep.spec(
            kind,
            "{query-timeout-seconds: 30, name: platform.example.test, shadow-name: drill.example.test, addresses: [10.0.0.2], authoritative: ['%s']%s}"
                .formatted(dns.address(), more)));
  }

  private List<Pod> dnsPods() {
    return client.pods().inNamespace("kube-system").list().getItems();
  }

  @Test
  void aStaleDnsIsRestartedAndTheLookupRetried()
      throws InterruptedException, ExecutionException, TimeoutException {
    aStaleDnsIsRestarted("A 10.0.0.1");
  }

  private void aStaleDnsIsRestarted(String seen)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<List<String>> done =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return step(", lookup-from: sentry").run(OneStep.of(Verb.SWITCHOVER)).lines();
              } catch (InterruptedException interruption) {
                throw new IllegalStateException(interruption);
              }
            });
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> dnsPods().isEmpty());
    assertThat(done).isNotDone();
    create("kube-system", "coredns-1", "k8s-app", "kube-dns");

    assertThat(done.get(60, TimeUnit.SECONDS))
        .contains(
            "deployments/sentry in cpaas-system of this cluster was led to " + seen,
            "restarted coredns-0 of the cluster's DNS",
            "deployments/sentry in cpaas-system of this cluster is led to 10.0.0.2");
  }

  @Test
  void aDnsThatDoesNotAnswerIsRestartedToo()
      throws InterruptedException, ExecutionException, TimeoutException {
    isSilent = true;

    aStaleDnsIsRestarted(
        "nslookup in deployments/sentry in cpaas-system of this cluster got no answer");
  }

  @Test
  void aDrillRestartsNothing() {
    assertThatThrownBy(
            () ->
                step(", lookup-from: sentry")
                    .run(new OneStep(Verb.DRILL, Duration.ofMillis(100), Map.of())))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("seen last: A 10.0.0.1");
    assertThat(dnsPods()).hasSize(1);
  }

  @Test
  void whoForbidsItIsNotRestarted() {
    assertThatThrownBy(
            () ->
                step(", lookup-from: sentry, restart-coredns: false")
                    .run(new OneStep(Verb.SWITCHOVER, Duration.ofMillis(100), Map.of())))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("seen last: A 10.0.0.1");
    assertThat(dnsPods()).hasSize(1);
  }

  private Forecast plan(String more) {
    return step(more).plan(new PlanContext(Verb.SWITCHOVER, Instant.EPOCH));
  }

  /** Of a runbook that names other things than the chart's rights are for. */
  private Forecast planAsAdmin(String more) {
    return step(client, more).plan(new PlanContext(Verb.SWITCHOVER, Instant.EPOCH));
  }

  @Test
  void whatIsNotGrantedIsFoundInThePlan() {
    answer(false);

    assertThat(plan(", lookup-from: sentry").problems())
        .hasSize(5)
        .anyMatch(line -> line.contains("create pods/exec in namespace cpaas-system"))
        .anyMatch(line -> line.contains("delete pods in namespace kube-system"));
    assertThat(plan(", lookup-from: sentry, restart-coredns: false").problems()).hasSize(3);
    assertThat(plan(", lookup-from: other").problems())
        .singleElement()
        .asString()
        .contains("is forbidden");
  }

  @Test
  void whatIsMissingInAClusterIsFoundInThePlan() {
    answer(true);
    assertThat(plan(", lookup-from: sentry").problems()).isEmpty();
    assertThat(planAsAdmin(", lookup-from: nobody").problems())
        .singleElement()
        .asString()
        .startsWith("no pod of deployments/nobody in cpaas-system of this cluster runs");

    dnsPods().forEach(pod -> client.resource(pod).delete());
    assertThat(plan(", lookup-from: sentry").problems())
        .singleElement()
        .asString()
        .startsWith("no pod with label k8s-app=kube-dns in namespace kube-system of this cluster");
  }

  @Test
  void aKubeconfigThatCannotBeUsedIsFoundInThePlan() {
    String clusters =
        ", from-workload-clusters: [{kubeconfig-secret: business, deployment: sentry}]";
    assertThat(planAsAdmin(clusters).problems())
        .singleElement()
        .asString()
        .contains("of the cluster of Secret cpaas-system/business", "there is no such Secret");

    client
        .secrets()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("business")
                .withNamespace("cpaas-system")
                .endMetadata()
                .addToData("value", "e3Rva2VuOiB0b3BTZWNyZXQ=")
                .build())
        .create();
    assertThat(planAsAdmin(clusters).problems())
        .singleElement()
        .asString()
        .contains("of the cluster of Secret cpaas-system/business")
        .doesNotContain("topSecret");
  }

  @Test
  void aKubeconfigThatRunsAProgramOrReadsAFileIsRefused() {
    for (String user :
        List.of(
            "{exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/true}}",
            "{tokenFile: /etc/hostname}",
            "{client-certificate: /etc/hostname, client-key: /etc/hostname}")) {
      String kubeconfig =
          "apiVersion: v1\nkind: Config\ncurrent-context: c\n"
              + "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\n"
              + "contexts: [{name: c, context: {cluster: c, user: u}}]\n"
              + "users: [{name: u, user: "
              + user
              + "}]\n";
      client
          .secrets()
          .resource(
              new SecretBuilder()
                  .withNewMetadata()
                  .withName("business")
                  .withNamespace("cpaas-system")
                  .endMetadata()
                  .addToData(
                      "value",
                      Base64.getEncoder()
                          .encodeToString(kubeconfig.getBytes(StandardCharsets.UTF_8)))
                  .build())
          .create();

      assertThat(
              planAsAdmin(
                      ", from-workload-clusters: [{kubeconfig-secret: business, deployment: sentry}]")
                  .problems())
          .singleElement()
          .asString()
          .contains("names files or programs of another machine");
      client.secrets().inNamespace("cpaas-system").withName("business").delete();
    }
  }
}
