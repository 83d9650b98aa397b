package io.understudy.failover.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.understudy.core.failover.Forecast;
import io.understudy.failover.step.FewLooks;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepFailedException;
import io.understudy.testkit.GrantedRights;
import io.vertx.core.Vertx;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Services on a server that keeps them; nothing forwards there, so the address is one that refuses.
 */
@EnableKubernetesMockClient(crud = true)
class ServicePortTest {

  @RegisterExtension
  static final GrantedRights RIGHTS =
      GrantedRights.of("etcd-sync-failover", "cpaas-system", ServicePortTest.class);

  private static Vertx vertx;
  KubernetesClient client;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private Ports ports() {
    return new Ports(vertx, () -> RIGHTS.bound(client));
  }

  private static String vip() {
    return "{name: primary, address: 127.0.0.1, port: "
        + PORT
        + ", may-be-dead: true, via: service, namespace: kube-system, service: etcd}";
  }

  private static final int PORT = Ports.portNobodyListensOn();

  private static ServiceBuilder service() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("kube-system")
        .withName("etcd")
        .endMetadata()
        .withNewSpec()
        .addNewPort()
        .withName("client")
        .withPort(PORT)
        .withNodePort(32379)
        .withProtocol("TCP")
        .endPort()
        .endSpec();
  }

  private static Service withTwoPorts() {
    return service()
        .editSpec()
        .addNewPort()
        .withName("https")
        .withPort(443)
        .withProtocol("TCP")
        .endPort()
        .endSpec()
        .build();
  }

  private Service stored() {
    return client.services().inNamespace("kube-system").withName("etcd").get();
  }

  @Test
  void oneOfSeveralPortsIsTakenOutAndPutBackAsItWas() throws Exception {
    client.resource(withTwoPorts()).create();
    OneStep run = Ports.run();
    Step step = ports().close(vip());

    step.run(run);
    Service closed = stored();
    ServicePorts ports = new ServicePorts(PORT);
    Service opened = ports.opened(closed, java.util.Optional.empty());

    assertThat(closed.getSpec().getPorts())
        .singleElement()
        .satisfies(port -> assertThat(port.getPort()).isEqualTo(443));
    assertThat(run.notes().get("open:primary")).contains("32379");
    assertThat(opened.getSpec().getPorts())
        .anySatisfy(
            port -> {
              assertThat(port.getPort()).isEqualTo(PORT);
              assertThat(port.getNodePort()).isEqualTo(32379);
              assertThat(port.getName()).isEqualTo("client");
            });
    assertThat(opened.getMetadata().getAnnotations()).doesNotContainKey(ports.annotation());
  }

  @Test
  void doingItAgainChangesNothing() throws Exception {
    client.resource(withTwoPorts()).create();
    OneStep run = Ports.run();
    ports().close(vip()).run(run);
    Service closed = stored();

    ports().close(vip()).run(run.again());

    assertThat(stored()).isEqualTo(closed);
  }

  @Test
  void openPortPutsItBackInAnotherRun() throws Exception {
    client.resource(withTwoPorts()).create();
    ports().close(vip()).run(Ports.run());

    assertThatThrownBy(() -> ports().open(vip()).run(Ports.briefly()))
        .as("nothing forwards here, so it cannot be proved")
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("to take connections");

    assertThat(stored().getSpec().getPorts()).hasSize(2);
  }

  @Test
  void theJournalStandsInForALostAnnotation() throws Exception {
    client.resource(withTwoPorts()).create();
    OneStep run = Ports.run();
    ports().close(vip()).run(run);
    client
        .services()
        .inNamespace("kube-system")
        .withName("etcd")
        .edit(
            service ->
                new ServiceBuilder(service)
                    .editMetadata()
                    .withAnnotations(Map.of())
                    .endMetadata()
                    .build());

    assertThat(Ports.plan(ports().open(vip())).problems())
        .singleElement()
        .asString()
        .contains("add the port by hand");
    FewLooks briefly = Ports.briefly();
    briefly.note("open:primary", run.notes().get("open:primary"));
    assertThatThrownBy(() -> ports().close(vip()).undo(briefly))
        .isInstanceOf(StepFailedException.class);

    assertThat(stored().getSpec().getPorts()).hasSize(2);
  }

  @Test
  void anOnlyPortStaysAndTheServiceLosesItsEndpoints() throws Exception {
    client
        .resource(service().editSpec().addToSelector("component", "etcd").endSpec().build())
        .create();

    ports().close(vip()).run(Ports.run());

    assertThat(stored().getSpec().getPorts()).hasSize(1);
    assertThat(stored().getSpec().getSelector())
        .containsOnly(Map.entry("component", "etcd"), Map.entry(ServicePorts.LABEL, "true"));
    assertThat(
            new ServicePorts(PORT)
                .opened(stored(), java.util.Optional.empty())
                .getSpec()
                .getSelector())
        .containsOnly(Map.entry("component", "etcd"));
  }

  @Test
  void anOnlyPortWithoutASelectorIsFoundInThePlan() {
    client.resource(service().build()).create();

    assertThat(Ports.plan(ports().close(vip())).problems())
        .singleElement()
        .asString()
        .contains("close it by another way");
  }

  @Test
  void aMissingServiceIsFoundInThePlan() {
    assertThat(Ports.plan(ports().close(vip())).problems())
        .singleElement()
        .asString()
        .contains("Service kube-system/etcd is not there");
  }

  @Test
  void aServiceThatIsNotGrantedIsFoundInThePlan() {
    assertThat(
            Ports.plan(ports().close(vip().replace("service: etcd", "service: other"))).problems())
        .singleElement()
        .asString()
        .contains("Service kube-system/other may not be read", "grant get and update");
  }

  @Test
  void aPlanWarnsOfConnectionsThatKubeProxyDoesNotEnd() {
    client.resource(withTwoPorts()).create();

    Forecast plan = Ports.plan(ports().close(vip()));

    assertThat(plan.problems()).isEmpty();
    assertThat(plan.warnings()).singleElement().asString().contains("kube-proxy");
  }

  @Test
  void aClusterThatDoesNotAnswerIsFoundInThePlan() {
    Ports without = new Ports(vertx, Ports::noCluster);

    assertThat(Ports.plan(without.close(vip().replace("true", "false"))).problems())
        .singleElement()
        .asString()
        .contains("does not answer");
  }

  @Test
  void anUnusableKubeconfigIsFoundInThePlan() {
    String elsewhere =
        vip().replace("service: etcd", "service: etcd, kubeconfig-file: /nowhere/config");

    assertThat(Ports.plan(ports().close(elsewhere)).problems())
        .singleElement()
        .asString()
        .contains("cannot read /nowhere/config");
  }
}
