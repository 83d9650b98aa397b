package io.understudy.failover.uninstall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.understudy.failover.mirror.FakeHttp;
import io.understudy.failover.mirror.FakeHttp.Reply;
import io.understudy.failover.mode.Surroundings;
import io.understudy.service.time.ServiceTiming;
import io.understudy.testkit.GrantedRights;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The two Jobs against an API server, and services that answer as the real ones do. */
@EnableKubernetesMockClient(crud = true)
class UninstallJobsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NAMESPACE = "cpaas-system";
  private static final String STATUS =
      "{\"link\":\"global\",\"targetError\":null,\"site\":{\"clusterId\":\"1f\",\"role\":%s,"
          + "\"term\":4,\"assumed\":false,\"sourceClusterId\":null,\"mirroredFrom\":\"2f\","
          + "\"frozen\":false}}";
  private static final String READINESS =
      "{\"checks\":[{\"name\":\"last-check\",\"result\":\"%s\",\"summary\":\"3 keys are missed\","
          + "\"remedy\":\"repair them\"}]}";

  @RegisterExtension
  static final GrantedRights GUARD =
      GrantedRights.of("etcd-sync-uninstall-guard", NAMESPACE, UninstallJobsTest.class);

  @RegisterExtension
  static final GrantedRights SWEEP =
      GrantedRights.of("etcd-sync-uninstall-sweep", NAMESPACE, UninstallJobsTest.class);

  private final FakeHttp sync = new FakeHttp();
  private final FakeHttp monitor = new FakeHttp();
  private final Map<String, String> properties = new HashMap<>();
  private final List<String> log = new CopyOnWriteArrayList<>();
  KubernetesMockServer server;
  KubernetesClient client;

  @BeforeEach
  void configure() {
    properties.put("pod.namespace", NAMESPACE);
    properties.put("understudy.sync.url", sync.address().toString());
    properties.put("understudy.monitor.url", monitor.address().toString());
  }

  @AfterEach
  void stop() {
    sync.close();
    monitor.close();
  }

  private Surroundings around() {
    return new Surroundings(
        name -> Optional.ofNullable(properties.get(name)), log::add, InstantSource.system());
  }

  private int guard() {
    return new UninstallGuard(() -> GUARD.fresh(client)).run(around());
  }

  private int sweep() {
    ServiceTiming timing = new ServiceTiming(InstantSource.system(), new SplittableRandom(1));
    return new UninstallSweep(() -> SWEEP.fresh(client), timing).run(around());
  }

  private void gate(String link) {
    client
        .configMaps()
        .inNamespace("kube-public")
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("etcd-sync")
                .addToLabels("understudy.io/kept-by", "sync-service")
                .addToAnnotations("understudy.io/link", link)
                .endMetadata()
                .build())
        .create();
  }

  private void lease() {
    client
        .leases()
        .inNamespace(NAMESPACE)
        .resource(
            new LeaseBuilder().withNewMetadata().withName("etcd-sync-mirror").endMetadata().build())
        .create();
  }

  private void pod() {
    client
        .pods()
        .inNamespace(NAMESPACE)
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("etcd-sync-0")
                .addToLabels("app", "etcd-sync")
                .endMetadata()
                .build())
        .create();
  }

  private ConfigMap gate() {
    return client.configMaps().inNamespace("kube-public").withName("etcd-sync").get();
  }

  private void standby(String lastCheck) {
    gate("global");
    lease();
    sync.on("/api/v1/status", Reply.json(200, STATUS.formatted("\"standby\"")));
    monitor.on("/api/v1/readiness", Reply.json(200, READINESS.formatted(lastCheck)));
  }

  @Test
  void aStandbyThatIsCleanMayGo() {
    standby("PASS");

    assertThat(guard()).isZero();
    assertThat(gate()).as("nothing is changed before").isNotNull();
  }

  @Test
  void aStandbyThatIsNotCleanIsHeldUpUnlessForced() {
    standby("FAIL");

    assertThat(guard()).isEqualTo(UninstallGuard.REFUSED);
    assertThat(log).anyMatch(line -> line.contains("3 keys are missed; repair them"));
    properties.put("understudy.uninstall.force", "true");
    assertThat(guard()).isZero();
    properties.remove("understudy.uninstall.force");
    assertThat(guard()).isEqualTo(UninstallGuard.REFUSED);

    client
        .configMaps()
        .inNamespace(NAMESPACE)
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("etcd-sync-uninstall-force")
                .endMetadata()
                .build())
        .create();
    assertThat(guard()).isZero();
    assertThat(sweep()).isZero();
    assertThat(client.configMaps().inNamespace(NAMESPACE).list().getItems())
        .as("a later release is asked again")
        .isEmpty();
  }

  @Test
  void whoWasPromotedMayGoWhateverTheLastCheckFound() {
    lease();
    sync.on("/api/v1/status", Reply.json(200, STATUS.formatted("\"promoted\"")));
    monitor.on("/api/v1/readiness", Reply.json(200, READINESS.formatted("FAIL")));

    assertThat(guard()).isZero();
    assertThat(monitor.calls()).isEmpty();
  }

  @Test
  void aSiteThatNeverMirroredMayGoAlthoughNobodyAnswers() {
    sync.on("/api/v1/status", Reply.problem(503, "not yet", "starting"));
    assertThat(guard()).isZero();
  }

  @Test
  void aStandbyWhoseServicesAreDeadIsHeldUp() {
    gate("global");
    sync.close();
    monitor.close();

    assertThat(guard()).isEqualTo(UninstallGuard.REFUSED);
    assertThat(log).anyMatch(line -> line.contains("whether both sides are equal is not known"));
  }

  @Test
  void anApiServerThatForbidsHoldsItUp() {
    server
        .expect()
        .get()
        .withPath("/api/v1/namespaces/kube-public/configmaps/etcd-sync")
        .andReturn(403, "{\"kind\":\"Status\",\"status\":\"Failure\",\"code\":403}")
        .always();

    assertThat(guard()).isEqualTo(UninstallGuard.REFUSED);
    assertThat(log).anyMatch(line -> line.contains("cannot be read"));
  }

  @Test
  void settingsThatCannotBeUsedAreTold() {
    properties.put("understudy.uninstall.force", "perhaps");
    properties.put("understudy.sync.url", "not an address");

    assertThat(guard()).isEqualTo(2);
    assertThat(log)
        .singleElement()
        .asString()
        .contains("understudy.uninstall.force")
        .contains("understudy.sync.url");
  }

  @Test
  void whatSyncServiceKeptGoesOnceItsPodsAreGone() {
    gate("global");
    lease();
    pod();
    CompletableFuture<Integer> sweeping = CompletableFuture.supplyAsync(this::sweep);
    await().atMost(PATIENCE).until(() -> server.getRequestCount() > 4);
    assertThat(gate()).as("a pod would put it back").isNotNull();

    client.pods().inNamespace(NAMESPACE).withName("etcd-sync-0").withGracePeriod(0).delete();

    assertThat(sweeping.join()).isZero();
    assertThat(gate()).isNull();
    assertThat(client.leases().inNamespace(NAMESPACE).list().getItems()).isEmpty();
    assertThat(log).containsExactly("the standby gate is taken away; the Lease is taken away");
  }

  @Test
  void theGateOfAnotherLinkStays() {
    gate("other");

    assertThat(sweep()).isZero();
    assertThat(gate()).isNotNull();
    assertThat(log).singleElement().asString().contains("somebody else's and stays");
  }

  @Test
  void podsThatStayAreNamedWithWhatToDo() {
    properties.put("understudy.uninstall.leave-timeout-ms", "100");
    gate("global");
    pod();

    assertThat(sweep()).isEqualTo(UninstallSweep.LEFT);
    assertThat(gate()).isNotNull();
    assertThat(log).singleElement().asString().contains("etcd-sync-0").contains("kubectl -n");
  }
}
