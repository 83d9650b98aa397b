package io.understudy.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.understudy.core.failover.Verb;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.Step;
import io.understudy.testkit.DnsServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A lookup from a workload cluster whose kubeconfig is in a Secret of this one. Both have a sentry
 * and a DNS that remembers the old site; this cluster's are left alone.
 */
class WorkloadLookupTest {

  private static final String NAMESPACE = "cpaas-system";

  private final DnsServer dns = DnsServer.start("example.test", "platform 60 A 10.0.0.2");
  private final Cluster here = new Cluster();
  private final Cluster workload = new Cluster();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  /** One with an API server of its own. */
  private static final class Cluster implements AutoCloseable {

    private final KubernetesMockServer server =
        new KubernetesMockServer(
            new Context(),
            new MockWebServer(),
            new HashMap<>(),
            new KubernetesCrudDispatcher(),
            false);
    private final KubernetesClient client;

    Cluster() {
      server.start();
      client = server.createClient();
      client
          .apps()
          .deployments()
          .resource(
              new DeploymentBuilder()
                  .withNewMetadata()
                  .withName("sentry")
                  .withNamespace(NAMESPACE)
                  .endMetadata()
                  .withNewSpec()
                  .withNewSelector()
                  .addToMatchLabels("app", "sentry")
                  .endSelector()
                  .endSpec()
                  .build())
          .create();
      pod(NAMESPACE, "sentry-0", "app", "sentry");
      pod("kube-system", "coredns-0", "k8s-app", "kube-dns");
    }

    void pod(String namespace, String name, String label, String value) {
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

    String url() {
      return "http://" + server.getHostName() + ":" + server.getPort();
    }

    List<String> dnsPods() {
      return client.pods().inNamespace("kube-system").list().getItems().stream()
          .map(pod -> pod.getMetadata().getName())
          .toList();
    }

    @Override
    public void close() {
      client.close();
      server.shutdown();
    }
  }

  @BeforeEach
  void tellOfTheWorkloadCluster() {
    String kubeconfig =
        """
        apiVersion: v1
        kind: Config
        current-context: c
        clusters: [{name: c, cluster: {server: '%s'}}]
        contexts: [{name: c, context: {cluster: c, user: u}}]
        users: [{name: u, user: {token: t}}]
        """
            .formatted(workload.url());
    here.client
        .secrets()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("business")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .addToData(
                    "value",
                    Base64.getEncoder().encodeToString(kubeconfig.getBytes(StandardCharsets.UTF_8)))
                .build())
        .create();
  }

  @AfterEach
  void stop() {
    here.close();
    workload.close();
    dns.close();
  }

  private String nslookup(
      KubernetesClient client, String namespace, String pod, List<String> command) {
    asked.add(client.getMasterUrl() + " " + namespace + "/" + pod + " " + command.getFirst());
    boolean isStale = workload.dnsPods().contains("coredns-0");
    return "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\nName:\t"
        + command.getLast()
        + "\nAddress: "
        + (isStale ? "10.0.0.1" : "10.0.0.2")
        + "\n";
  }

  @Test
  void itIsAskedInThatClusterAndThatClustersDnsIsRestarted()
      throws InterruptedException, ExecutionException, TimeoutException {
    VerifyDnsKind kind = new VerifyDnsKind(name -> here.client, this::nslookup);
    Step step =
        kind.make(
            OneStep.spec(
                kind,
                "{query-timeout-seconds: 30, name: platform.example.test, addresses: [10.0.0.2], authoritative: ['%s'], from-workload-clusters: [{kubeconfig-secret: business, deployment: sentry}]}"
                    .formatted(dns.address())));
    CompletableFuture<List<String>> done =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return step.run(OneStep.of(Verb.SWITCHOVER)).lines();
              } catch (InterruptedException interruption) {
                throw new IllegalStateException(interruption);
              }
            });
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> workload.dnsPods().isEmpty() || done.isDone());
    workload.pod("kube-system", "coredns-1", "k8s-app", "kube-dns");

    assertThat(done.get(60, TimeUnit.SECONDS))
        .contains(
            "restarted coredns-0 of the cluster's DNS",
            "deployments/sentry in cpaas-system of the cluster of Secret cpaas-system/business is"
                + " led to 10.0.0.2");
    assertThat(here.dnsPods()).as("this cluster's DNS").containsExactly("coredns-0");
    assertThat(asked)
        .isNotEmpty()
        .allSatisfy(
            line -> assertThat(line).startsWith(workload.url()).endsWith("sentry-0 nslookup"));
  }
}
