package io.understudy.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Verb;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepFailedException;
import io.understudy.service.kubernetes.ApiClient;
import io.understudy.testkit.DnsServer;
import io.understudy.testkit.GrantedRights;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The record is a {@code DNSEndpoint}'s; the test carries it to the server as ExternalDNS would.
 */
@EnableKubernetesMockClient(crud = true)
class ExternalDnsTest {

  @RegisterExtension
  static final GrantedRights RIGHTS =
      GrantedRights.of("etcd-sync-failover", "cpaas-system", ExternalDnsTest.class);

  private static final String ENDPOINT =
      """
      apiVersion: externaldns.k8s.io/v1alpha1
      kind: DNSEndpoint
      metadata: {name: platform, namespace: dns}
      spec:
        endpoints:
        - dnsName: other.example.test
          recordType: A
          targets: [10.5.5.5]
        - dnsName: platform.example.test
          recordType: A
          recordTTL: 60
          labels: {owner: us}
          targets: [10.0.0.1]
      """;

  private final DnsServer dns = DnsServer.start("example.test", "platform 60 A 10.0.0.1");

  KubernetesClient client;

  @BeforeEach
  void create() {
    resources()
        .resource(Serialization.unmarshal(ENDPOINT, GenericKubernetesResource.class))
        .create();
  }

  @AfterEach
  void stop() {
    dns.close();
  }

  private io.fabric8.kubernetes.client.dsl.NonNamespaceOperation<
          GenericKubernetesResource,
          io.fabric8.kubernetes.api.model.GenericKubernetesResourceList,
          io.fabric8.kubernetes.client.dsl.Resource<GenericKubernetesResource>>
      resources() {
    return client.genericKubernetesResources(ExternalDnsStore.DEFINITION).inNamespace("dns");
  }

  private Object spec() {
    return resources().withName("platform").get().get("spec");
  }

  private Step step(String resource) {
    return step(RIGHTS.bound(client), resource);
  }

  private Step step(KubernetesClient known, String resource) {
    SwitchDnsKind kind = new SwitchDnsKind(new ApiClient(() -> known), NoCluster.webhooks());
    return kind.make(
        OneStep.spec(
            kind,
            "{query-timeout-seconds: 30, via: external-dns, name: platform.example.test, shadow-name: drill.example.test, addresses: [10.0.0.2, 'fd00::2'], old-addresses: [10.0.0.1], ttl-seconds: 30, namespace: dns, dns-endpoint: %s, authoritative: ['%s']}"
                .formatted(resource, dns.address())));
  }

  private static CompletableFuture<String> inBackground(Attempt attempt) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return attempt.make();
          } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
          }
        });
  }

  private interface Attempt {
    String make() throws InterruptedException;
  }

  private void carry(String name) {
    dns.set(name, "A", 30, "10.0.0.2");
    dns.set(name, "AAAA", 30, "fd00::2");
  }

  @Test
  void itChangesTheResourceAndWaitsForTheServers()
      throws InterruptedException, ExecutionException, TimeoutException {
    OneStep run = OneStep.of(Verb.SWITCHOVER);
    CompletableFuture<String> done = inBackground(() -> step("platform").run(run).summary());
    HostRecords wanted = HostRecords.of(List.of("10.0.0.2", "fd00:0:0:0:0:0:0:2"), 30);
    Awaitility.await()
        .until(() -> DnsEndpoints.of(spec()).find("platform.example.test").leadsWhere(wanted));
    assertThat(done).isNotDone();
    assertThat(String.valueOf(spec())).contains("10.5.5.5", "owner=us", "recordTTL=30");

    carry("platform");

    assertThat(done.get(60, TimeUnit.SECONDS))
        .isEqualTo(
            "platform.example.test was A 10.0.0.1 (TTL 60 s) and is A 10.0.0.2 (TTL 30 s), AAAA"
                + " fd00:0:0:0:0:0:0:2 (TTL 30 s), by DNSEndpoint dns/platform");
  }

  @Test
  void aDrillTakesItsShadowOutAgain()
      throws InterruptedException, ExecutionException, TimeoutException {
    Object before = spec();
    String zone = dns.hash();
    OneStep drill = OneStep.of(Verb.DRILL);
    CompletableFuture<String> done = inBackground(() -> step("platform").run(drill).summary());
    Awaitility.await().until(() -> String.valueOf(spec()).contains("drill.example.test"));
    carry("drill");
    done.get(60, TimeUnit.SECONDS);

    CompletableFuture<String> undone = inBackground(() -> step("platform").undo(drill).summary());
    Awaitility.await().until(() -> spec().equals(before));
    assertThat(undone).isNotDone();
    dns.set("drill", "A", 30);
    dns.set("drill", "AAAA", 30);

    assertThat(undone.get(60, TimeUnit.SECONDS))
        .startsWith("drill.example.test is no address again");
    assertThat(dns.hash()).isEqualTo(zone);
  }

  @Test
  void whatOthersMadeOfItIsLeftAlone() throws InterruptedException {
    Object before = spec();
    RecordStore store =
        new ExternalDnsStore(new ApiClient(() -> RIGHTS.bound(client)), "dns", "platform");

    assertThat(
            store.replace(
                OneStep.of(Verb.SWITCHOVER),
                "platform.example.test",
                HostRecords.of(List.of("10.0.0.9"), 60),
                HostRecords.of(List.of("10.0.0.2"), 30)))
        .isInstanceOf(RecordStore.Outcome.Refused.class);
    assertThat(spec()).isEqualTo(before);
  }

  @Test
  void aPlanChangesNothingAndFindsAResourceThatIsNotThere() {
    Object before = spec();
    PlanContext context = new PlanContext(Verb.SWITCHOVER, Instant.EPOCH);
    Forecast good = step("platform").plan(context);

    assertThat(good.problems()).isEmpty();
    assertThat(good.will()).endsWith("by DNSEndpoint dns/platform");
    assertThat(spec()).isEqualTo(before);
    assertThat(step("nowhere").plan(context).problems())
        .singleElement()
        .asString()
        .contains("DNSEndpoint dns/nowhere cannot be read (403");
    assertThat(step(client, "nowhere").plan(context).problems())
        .singleElement()
        .asString()
        .startsWith("there is no DNSEndpoint dns/nowhere");
  }

  @Test
  void ifNobodyCarriesItThatIsSaid() {
    assertThatThrownBy(
            () ->
                step("platform")
                    .run(new OneStep(Verb.SWITCHOVER, Duration.ofMillis(100), Map.of())))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("waited for ExternalDNS to carry DNSEndpoint dns/platform")
        .hasMessageContaining(dns.address() + " answers A 10.0.0.1 (TTL 60 s)");
  }
}
