package io.understudy.sync.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.understudy.core.control.TermRecord;
import io.understudy.core.control.TermRecord.Role;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.service.kubernetes.EventBook;
import io.understudy.service.kubernetes.Failures;
import io.understudy.sync.settings.Settings;
import io.understudy.sync.settings.SettingsReader;
import io.understudy.sync.settings.TestConfig;
import io.understudy.sync.status.Election;
import io.understudy.sync.status.Notices;
import io.understudy.testkit.GrantedRights;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the cluster is shown, through the real client against an API server that keeps objects. */
@EnableKubernetesMockClient(
    crud = true,
    kubernetesClientBuilderCustomizer = ClusterLoopTest.FailsAtOnce.class)
class ClusterLoopTest {

  /** As the application configures it. */
  public static final class FailsAtOnce implements Consumer<KubernetesClientBuilder> {
    @Override
    public void accept(KubernetesClientBuilder builder) {
      builder.editOrNewConfig().withRequestRetryBackoffLimit(0).endConfig();
    }
  }

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String NAMESPACE = "dr";

  @RegisterExtension
  static final GrantedRights RIGHTS =
      GrantedRights.of("etcd-sync", NAMESPACE, ClusterLoopTest.class);

  private final Settings settings =
      SettingsReader.read(
          TestConfig.of(
              Map.of(
                  "source.endpoints", "localhost:1",
                  "target.endpoints", "localhost:2",
                  "holder", "etcd-sync-0",
                  "release-namespace", NAMESPACE)));
  private final EventBook events = new EventBook(10, 30);
  private final Failures<Task> failures = new Failures<>(Task.class);

  private KubernetesMockServer server;
  private KubernetesClient client;
  private Instant now = NOON;
  private Supplier<Election> election = () -> standbyLedBy("etcd-sync-0");

  private static Election standbyLedBy(String leader) {
    return new Election(Optional.of(term(Role.STANDBY)), Optional.ofNullable(leader), true);
  }

  private static Election promoted() {
    return new Election(Optional.of(term(Role.PROMOTED)), Optional.empty(), false);
  }

  private static TermRecord term(Role role) {
    return new TermRecord(role, 7, "etcd-sync-0", NOON, "switchover");
  }

  private ClusterLoop loop() {
    return loop(() -> RIGHTS.bound(client));
  }

  private ClusterLoop loop(Supplier<KubernetesClient> clients) {
    return new ClusterLoop(
        new ApiServer(clients, settings),
        () -> election.get(),
        settings,
        events,
        failures,
        () -> now);
  }

  private Lease lease() {
    return client.leases().inNamespace(NAMESPACE).withName("etcd-sync-mirror").get();
  }

  private ConfigMap gate() {
    return client.configMaps().inNamespace("kube-public").withName("etcd-sync").get();
  }

  private List<Event> written() {
    return client.v1().events().inNamespace(NAMESPACE).list().getItems();
  }

  @Test
  void theLeaseShowsWhomEtcdElected() {
    ClusterLoop loop = loop();
    loop.step();

    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("etcd-sync-0");
    assertThat(lease().getSpec().getLeaseDurationSeconds()).isEqualTo(10);
    assertThat(lease().getSpec().getAcquireTime()).isEqualTo(NOON.atZone(ZoneOffset.UTC));
    now = NOON.plusMillis(2345);
    loop.step();

    assertThat(lease().getSpec().getAcquireTime()).isEqualTo(NOON.atZone(ZoneOffset.UTC));
    assertThat(lease().getSpec().getRenewTime()).isEqualTo(now.atZone(ZoneOffset.UTC));
    assertThat(lease().getSpec().getLeaseTransitions()).isZero();
  }

  @Test
  void theNameComesOffTheLeaseWhenTheReplicaStops() {
    ClusterLoop loop = loop();
    loop.step();

    loop.stop();
    loop.run();

    assertThat(lease().getSpec().getHolderIdentity()).isNullOrEmpty();
    assertThat(lease().getSpec().getLeaseTransitions()).isZero();
  }

  @Test
  void theGateStandsExactlyWhileTheTermSaysStandby() {
    ClusterLoop loop = loop();
    election = () -> new Election(Optional.empty(), Optional.empty(), false);
    loop.step();
    assertThat(gate()).as("before any term").isNull();

    election = () -> standbyLedBy("etcd-sync-0");
    loop.step();
    assertThat(gate().getMetadata().getLabels())
        .containsEntry("understudy.io/kept-by", "sync-service");
    assertThat(gate().getMetadata().getAnnotations().get("understudy.io/meaning"))
        .contains("standby", "link global", "Deployment etcd-sync", "namespace dr");

    election = ClusterLoopTest::promoted;
    loop.step();
    assertThat(gate()).as("promoted").isNull();

    election = () -> standbyLedBy("etcd-sync-1");
    loop.step();
    assertThat(gate()).as("a follower keeps it too").isNotNull();
  }

  @Test
  void aTermThatCannotBeReadChangesNothing() {
    ClusterLoop loop = loop();
    loop.step();

    election =
        () -> {
          throw new EtcdException(EtcdException.Kind.UNAVAILABLE, "target: no answer");
        };
    loop.step();
    election =
        () ->
            new Election(
                Optional.of(TermRecord.fromJson(Bytes.utf8("{}"))), Optional.empty(), false);
    loop.step();

    assertThat(gate()).isNotNull();
    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("etcd-sync-0");
  }

  @Test
  void aGateOfAnotherKeeperIsMarkedAndKeepsItsData() {
    ConfigMap theirs =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("kube-public")
            .withName("etcd-sync")
            .endMetadata()
            .addToData("since", "before")
            .build();
    client.configMaps().inNamespace("kube-public").resource(theirs).create();

    loop().step();

    assertThat(gate().getMetadata().getLabels())
        .containsEntry("understudy.io/kept-by", "sync-service");
    assertThat(gate().getData()).containsEntry("since", "before");
  }

  @Test
  void anEventIsAboutTheDeploymentAndCountsUp() {
    Deployment deployment =
        new DeploymentBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName("etcd-sync")
            .endMetadata()
            .build();
    String uid =
        client
            .apps()
            .deployments()
            .inNamespace(NAMESPACE)
            .resource(deployment)
            .create()
            .getMetadata()
            .getUid();
    ClusterLoop loop = loop();
    loop.add(Notices.refused("global", "the source is the target", "correct the endpoints"));
    loop.step();
    now = NOON.plusSeconds(90);
    loop.add(Notices.refused("global", "the source is the target", "correct the endpoints"));
    loop.step();

    assertThat(written())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getReason()).isEqualTo("MirrorRefused");
              assertThat(event.getType()).isEqualTo("Warning");
              assertThat(event.getMessage()).contains("Remedy: correct the endpoints");
              assertThat(event.getCount()).isEqualTo(2);
              assertThat(event.getFirstTimestamp()).isEqualTo("2026-03-01T12:00:00Z");
              assertThat(event.getLastTimestamp()).isEqualTo("2026-03-01T12:01:30Z");
              assertThat(event.getReportingInstance()).isEqualTo("etcd-sync-0");
              assertThat(event.getInvolvedObject().getKind()).isEqualTo("Deployment");
              assertThat(event.getInvolvedObject().getName()).isEqualTo("etcd-sync");
              assertThat(event.getInvolvedObject().getUid()).isEqualTo(uid);
            });
  }

  @Test
  void aChangeOfRoleIsAnEvent() {
    ClusterLoop loop = loop();
    loop.step();
    election = ClusterLoopTest::promoted;
    loop.step();
    election = () -> standbyLedBy("etcd-sync-0");
    loop.step();

    assertThat(written()).extracting(Event::getReason).contains("Promoted", "Standby");
  }

  @Test
  void withoutAnApiServerFailuresAreCountedAndNothingIsLost() {
    ClusterLoop loop = loop();
    loop.add(Notices.standby("global", 7));
    server.shutdown();

    loop.step();
    loop.step();

    for (Task task : Task.values()) {
      assertThat(failures.read(task)).as(task.name()).isEqualTo(2);
    }
    assertThat(events.take(now))
        .extracting(EventBook.Due::notice)
        .contains(Notices.standby("global", 7));
  }

  @Test
  void oneTaskThatIsForbiddenKeepsNoOtherFromBeingDone() {
    server
        .expect()
        .get()
        .withPath("/apis/coordination.k8s.io/v1/namespaces/dr/leases/etcd-sync-mirror")
        .andReturn(403, "{}")
        .always();
    ClusterLoop loop = loop();
    loop.add(Notices.standby("global", 7));

    loop.step();

    assertThat(failures.read(Task.LEASE)).isEqualTo(1);
    assertThat(gate()).isNotNull();
    assertThat(written()).hasSize(1);
  }

  @Test
  void aNoticeIsWrittenWithoutWaitingForTheInterval() {
    ClusterLoop loop = loop();
    Thread thread = Thread.ofPlatform().daemon().start(loop);
    try {
      Awaitility.await().until(() -> lease() != null);
      loop.add(Notices.resync("global", "the source has compacted it"));
      Awaitility.await()
          .until(() -> written().stream().anyMatch(event -> event.getReason().equals("Resync")));
    } finally {
      loop.stop();
    }
    Awaitility.await().until(() -> !thread.isAlive());
  }

  @Test
  void aClientThatCannotBeMadeIsAFailureLikeOthersAndTriedAgain() {
    boolean[] broken = {true};
    ClusterLoop loop =
        loop(
            () -> {
              if (broken[0]) {
                throw new IllegalArgumentException("no such kubeconfig");
              }
              return client;
            });

    loop.step();
    assertThat(failures.read(Task.LEASE)).isEqualTo(1);
    broken[0] = false;
    loop.step();

    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("etcd-sync-0");
  }

  @Test
  void theGateOfAnotherLinkStaysAsItIs() {
    loop().step();
    client
        .configMaps()
        .inNamespace(Gate.NAMESPACE)
        .withName(Gate.NAME)
        .edit(
            map ->
                new ConfigMapBuilder(map)
                    .editMetadata()
                    .addToAnnotations(ApiServer.LINK, "another")
                    .endMetadata()
                    .build());
    election = ClusterLoopTest::promoted;

    loop().step();

    assertThat(client.configMaps().inNamespace(Gate.NAMESPACE).withName(Gate.NAME).get())
        .isNotNull();
  }
}
