package io.understudy.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChartTest {

  private static final Path VALUES = Chart.FOLDER.resolve("values.yaml");

  static Map<String, String> env(List<HasMetadata> objects, String deployment) {
    return Chart.one(objects, Deployment.class, deployment)
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getEnv()
        .stream()
        .filter(one -> one.getValue() != null)
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
  }

  @Test
  void itLints() {
    LintResult result = Chart.helm().lint().call();

    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @Test
  void withoutThePrimarysAddressItSaysWhatToGive() {
    assertThatThrownBy(() -> Chart.render("{}\n"))
        .hasMessageContaining("source.vip is empty and so is source.endpoints")
        .hasMessageContaining("give the primary's VIP");
  }

  @Test
  void allElseHasADefault() {
    List<HasMetadata> objects = Chart.render(Chart.VIP);

    Policy.holds(objects);
    Deployment sync = Chart.one(objects, Deployment.class, "etcd-sync");
    assertThat(sync.getSpec().getReplicas()).isEqualTo(2);
    assertThat(sync.getSpec().getTemplate().getMetadata().getLabels())
        .containsEntry("app", "etcd-sync");
    assertThat(env(objects, "etcd-sync"))
        .containsEntry("UNDERSTUDY_SOURCE_ENDPOINTS", "https://192.0.2.10:2379")
        .containsEntry("UNDERSTUDY_TARGET_ENDPOINTS", "https://$(HOST_IP):2379")
        .containsEntry("UNDERSTUDY_SOURCE_TLS_KEY_FILE", "/etc/understudy/source/tls/tls.key");
    Service monitor = Chart.one(objects, Service.class, "etcd-sync-monitor");
    assertThat(monitor.getSpec().getPorts().getFirst().getPort()).isEqualTo(80);
    assertThat(Chart.one(objects, Service.class, "etcd-sync").getSpec())
        .as("a leader without its primary is not ready and is promoted all the same")
        .returns(true, spec -> spec.getPublishNotReadyAddresses());
    assertThat(monitor.getSpec())
        .as("neither is a monitor-service without its primary, and it is asked all the same")
        .returns(true, spec -> spec.getPublishNotReadyAddresses());
    assertThat(Chart.of(objects, PodDisruptionBudget.class))
        .extracting(one -> one.getMetadata().getName())
        .as("one replica may always be moved")
        .containsExactly("etcd-sync");
    assertThat(objects)
        .as("the gate is sync-service's: the platform would put one of the chart's back")
        .noneMatch(
            object ->
                object instanceof ConfigMap && object.getMetadata().getName().equals("etcd-sync"));
  }

  static Stream<String> booleans() {
    List<String> found = new ArrayList<>();
    collect(Chart.yaml(VALUES), "", found);
    return found.stream();
  }

  private static void collect(JsonNode node, String path, List<String> found) {
    node.properties()
        .forEach(
            field -> {
              String here = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
              if (field.getValue().isBoolean()) {
                found.add(here);
              } else if (field.getValue().isObject()) {
                collect(field.getValue(), here, found);
              }
            });
  }

  /** Values that set one by its path. */
  private static String with(String path, String yaml) {
    ObjectNode values = (ObjectNode) Chart.yaml(Chart.VIP);
    ObjectNode at = values;
    String[] names = path.split("\\.");
    for (int i = 0; i < names.length - 1; i++) {
      at = at.withObjectProperty(names[i]);
    }
    at.set(names[names.length - 1], Chart.yaml(yaml));
    return values.toString();
  }

  @ParameterizedTest
  @MethodSource("booleans")
  void everyFlagCanBeTheOtherWay(String path) {
    JsonNode usual = Chart.yaml(VALUES).at("/" + path.replace('.', '/'));

    Policy.holds(Chart.render(with(path, Boolean.toString(!usual.booleanValue()))));
  }

  @Test
  void guardsAreLeftOutWhereTheyAreSwitchedOff() {
    String off =
        Chart.VIP + "networkPolicy: {enabled: false}\npodDisruptionBudget: {enabled: false}\n";

    assertThat(Chart.render(Chart.VIP))
        .extracting(HasMetadata::getKind)
        .contains("NetworkPolicy", "PodDisruptionBudget");
    assertThat(Chart.render(off))
        .extracting(HasMetadata::getKind)
        .contains("Deployment")
        .doesNotContain("NetworkPolicy", "PodDisruptionBudget");
  }

  @Test
  void operatorsMayHaveHttpsAndOutsideTheNamespaceNothingElse() {
    String from = Chart.VIP + "networkPolicy: {from: [{ipBlock: {cidr: 192.0.2.0/24}}]}\n";
    List<HasMetadata> plain = Chart.render(from);
    List<HasMetadata> secure = Chart.render(from + "failover: {tls: {secret: https}}\n");

    Policy.holds(secure);
    assertThat(ports(plain)).containsExactly(80);
    assertThat(ports(secure)).containsExactly(80, 443);
    assertThat(env(secure, "etcd-sync-failover"))
        .containsEntry("QUARKUS_HTTP_SSL_PORT", "8443")
        .containsEntry("QUARKUS_HTTP_SSL_CERTIFICATE_FILES", "/etc/understudy/https/tls.crt");
    assertThat(env(plain, "etcd-sync-failover")).doesNotContainKey("QUARKUS_HTTP_SSL_PORT");
    assertThat(fromOutside(plain, "etcd-sync-failover")).containsExactly(8083);
    assertThat(fromOutside(secure, "etcd-sync-failover")).containsExactly(8443);
  }

  /** A Prometheus of another namespace scrapes the plain ports, whatever operators use. */
  @Test
  void whoScrapesReachesThePortsThatAreScraped() {
    String values =
        Chart.VIP
            + "networkPolicy: {metricsFrom: [{ipBlock: {cidr: 198.51.100.0/24}}]}\n"
            + "metrics: {serviceMonitor: always}\n";

    for (List<HasMetadata> objects :
        List.of(
            Chart.render(values), Chart.render(values + "failover: {tls: {secret: https}}\n"))) {
      Policy.holds(objects);
      assertThat(fromOutside(objects, "etcd-sync")).containsExactly(8080);
      assertThat(fromOutside(objects, "etcd-sync-failover")).containsExactly(8083);
    }
  }

  private static List<Integer> ports(List<HasMetadata> objects) {
    return Chart.one(objects, Service.class, "etcd-sync-failover").getSpec().getPorts().stream()
        .map(ServicePort::getPort)
        .toList();
  }

  private static List<Integer> fromOutside(List<HasMetadata> objects, String policy) {
    return Chart.one(objects, NetworkPolicy.class, policy).getSpec().getIngress().stream()
        .filter(rule -> rule.getFrom().stream().anyMatch(peer -> peer.getIpBlock() != null))
        .map(rule -> rule.getPorts().getFirst().getPort().getIntVal())
        .toList();
  }

  @Test
  void addressesMayBeIpV6() {
    List<HasMetadata> objects =
        Chart.render("source: {vip: '2001:db8::10'}\ntarget: {nodesIPv6: true}\n");

    Policy.holds(objects);
    assertThat(env(objects, "etcd-sync-monitor"))
        .containsEntry("UNDERSTUDY_SOURCE_ENDPOINTS", "https://[2001:db8::10]:2379")
        .containsEntry("UNDERSTUDY_TARGET_ENDPOINTS", "https://[$(HOST_IP)]:2379")
        .containsEntry("UNDERSTUDY_READINESS_SOURCE_VIP", "2001:db8::10");
    assertThat(Chart.of(objects, Service.class))
        .filteredOn(one -> !"None".equals(one.getSpec().getClusterIP()))
        .allMatch(one -> one.getSpec().getIpFamilyPolicy().equals("PreferDualStack"));
  }

  private static Map<String, String> annotations(String values, String deployment) {
    return Chart.one(Chart.render(values), Deployment.class, deployment)
        .getSpec()
        .getTemplate()
        .getMetadata()
        .getAnnotations();
  }

  @Test
  void podsAreProbedAndSpread() {
    List<HasMetadata> objects = Chart.render(Chart.VIP);

    for (String name : List.of("etcd-sync", "etcd-sync-monitor", "etcd-sync-failover")) {
      var pod = Chart.one(objects, Deployment.class, name).getSpec().getTemplate().getSpec();
      var container = pod.getContainers().getFirst();
      assertThat(container.getStartupProbe().getHttpGet().getPath()).isEqualTo("/q/health/live");
      assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/q/health/live");
      assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/q/health/ready");
      assertThat(container.getPorts().getFirst().getName())
          .isEqualTo(container.getReadinessProbe().getHttpGet().getPort().getStrVal());
      assertThat(pod.getPriorityClassName()).isEqualTo("system-cluster-critical");
      assertThat(pod.getTopologySpreadConstraints())
          .singleElement()
          .satisfies(
              spread ->
                  assertThat(spread.getLabelSelector().getMatchLabels())
                      .containsEntry("app", name));
    }
  }

  @Test
  void otherVariablesRollFailoverService() {
    Map<String, String> usual = annotations(Chart.VIP, "etcd-sync-failover");

    for (String more :
        List.of(
            "failover: {variables: {dns.servers: 192.0.2.53}}",
            "failover: {lookupFrom: other}",
            "site: {vip: 192.0.2.20}")) {
      assertThat(annotations(Chart.VIP + more + "\n", "etcd-sync-failover"))
          .as(more)
          .isNotEqualTo(usual);
    }
    assertThat(annotations(Chart.VIP, "etcd-sync-failover")).isEqualTo(usual);
  }

  @Test
  void whatNoValueSetsIsGivenBesideThem() {
    List<HasMetadata> objects = Chart.render(Chart.VIP);

    for (String name : List.of("etcd-sync", "etcd-sync-monitor", "etcd-sync-failover")) {
      var pod = Chart.one(objects, Deployment.class, name).getSpec().getTemplate().getSpec();
      assertThat(pod.getVolumes())
          .anyMatch(
              one ->
                  one.getConfigMap() != null
                      && one.getConfigMap().getName().equals(name + "-settings")
                      && one.getConfigMap().getOptional())
          .anyMatch(
              one ->
                  one.getSecret() != null
                      && one.getSecret().getSecretName().equals(name + "-files")
                      && one.getSecret().getOptional());
      assertThat(env(objects, name).get("SMALLRYE_CONFIG_LOCATIONS"))
          .endsWith("/etc/understudy/settings");
      assertThat(env(objects, name).get("UNDERSTUDY_SETTINGS_WATCHED"))
          .startsWith("/etc/understudy/settings,/etc/understudy/files");
    }
  }

  @Test
  void keysToIgnoreCountOnceTheirConfigMapIsEdited() {
    List<HasMetadata> objects = Chart.render(Chart.VIP);
    Map<String, String> env = env(objects, "etcd-sync-monitor");
    String folder = Path.of(env.get("UNDERSTUDY_CHECK_IGNORE_KEYS_FILE")).getParent().toString();

    assertThat(env.get("UNDERSTUDY_SETTINGS_WATCHED").split(",")).contains(folder);
    assertThat(env.get("UNDERSTUDY_CHECK_COMPARE_KEYS_FILE")).startsWith(folder);
  }

  @Test
  void theOtherSiteCanBeLetInByANodePort() {
    String values = Chart.VIP + "sync: {serviceType: NodePort, nodePort: 30080}\n";

    assertThat(Chart.one(Chart.render(values), Service.class, "etcd-sync").getSpec())
        .returns("NodePort", spec -> spec.getType())
        .returns(30080, spec -> spec.getPorts().getFirst().getNodePort());
    assertThat(Chart.one(Chart.render(Chart.VIP), Service.class, "etcd-sync").getSpec())
        .returns("ClusterIP", spec -> spec.getType())
        .returns(null, spec -> spec.getPorts().getFirst().getNodePort());
  }

  @Test
  void whatIsGivenAsAFileIsMountedAndRollsThePods() {
    String values =
        """
        source: {vip: vip.example.test, username: mirror, passwordSecret: pw, encryptionSecret: enc}
        target: {endpoints: ['http://10.0.0.1:2379', 'http://10.0.0.2:2379']}
        scope: {profile: live-standby, rules: "version: 1\\nrules: []\\n"}
        failover:
          runbook: "version: 1\\nsteps: []\\n"
          variables: {dns.via: rfc2136, dns.server: '192.0.2.53'}
          clusters: {business: cpaas-system/business/kubeconfig}
          storage: {enabled: true}
          primaryKubeconfigSecret: primary-access
        metrics: {serviceMonitor: always, prometheusRule: always}
        """;
    List<HasMetadata> objects = Chart.render(values);

    Policy.holds(objects);
    assertThat(env(objects, "etcd-sync-failover"))
        .containsEntry("UNDERSTUDY_RUNBOOK_FILE", "/etc/understudy/config/runbook.yaml")
        .containsEntry("UNDERSTUDY_TARGET_ENDPOINTS", "http://10.0.0.1:2379,http://10.0.0.2:2379")
        .containsEntry(
            "UNDERSTUDY_SOURCE_PASSWORD_FILE", "/etc/understudy/source/password/password")
        .doesNotContainKey("UNDERSTUDY_TARGET_TLS_CA_FILE");
    assertThat(
            Chart.one(objects, ConfigMap.class, "etcd-sync-failover")
                .getData()
                .get("application.properties"))
        .contains("understudy.runbook.variables.\"dns.server\"=192.0.2.53")
        .contains("understudy.runbook.variables.\"peer.vip\"=vip.example.test")
        .contains(
            "understudy.clusters.\"business\".kubeconfig-secret=cpaas-system/business/kubeconfig");
    assertThat(Chart.one(objects, Role.class, "etcd-sync-failover").getRules())
        .anyMatch(rule -> rule.getResourceNames().contains("business"));
    assertThat(checksum(objects))
        .isNotEqualTo(checksum(Chart.render(values.replace("rules: []", "rules: [ ]"))));
    assertThat(Chart.text(values))
        .contains("alert: UnderstudyMirrorAbsent", "kind: ServiceMonitor");
  }

  private static String checksum(List<HasMetadata> objects) {
    return Chart.one(objects, Deployment.class, "etcd-sync")
        .getSpec()
        .getTemplate()
        .getMetadata()
        .getAnnotations()
        .get("understudy.io/config");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sync.replicas | 0 | replicas
          sync.replicas | many | replicas
          sync.replica | 2 | replica
          sync.interval | half an hour | interval
          monitor.checkIntervalMinutes | -1 | checkIntervalMinutes
          source.vip | https://192.0.2.10 | vip
          source.endpoints | ['192.0.2.10'] | endpoints
          scope.profile | all | profile
          link | Global_1 | link
          platform.address | https://platform.example.test | address
          failover.clusters | {business: kubeconfig} | clusters
          failover.variables | {dns.via: 1} | variables
          sync.settings | {retry.attempts: 8} | retry.attempts
          sync.resources | {limits: {cpu: lots}} | resources
          metrics.serviceMonitor | maybe | serviceMonitor
          serviceToken.audience | "" | audience
          serviceToken.expirationSeconds | 599 | expirationSeconds
          peer.callerTokenSecret | A Secret | callerTokenSecret
          """)
  void aBadValueIsNamed(String path, String value, String named) {
    assertThatThrownBy(() -> Chart.render(with(path, value)))
        .hasMessageContaining("schema")
        .hasMessageContaining(named);
  }

  @Test
  void aKubeconfigElsewhereIsNotGranted() {
    assertThatThrownBy(
            () -> Chart.render(with("failover.clusters", "{business: other/business/kubeconfig}")))
        .hasMessageContaining("is not in the release's namespace");
  }
}
