package io.understudy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Prometheus and Grafana are given. */
class MonitoringTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALWAYS =
      Chart.VIP
          + "metrics: {serviceMonitor: always, prometheusRule: always, labels: {team: platform}}\n";

  private static List<HasMetadata> objects;

  @BeforeAll
  static void render() {
    objects = Chart.render(ALWAYS);
  }

  private static JsonNode spec(String kind) {
    GenericKubernetesResource found =
        Chart.of(objects, GenericKubernetesResource.class).stream()
            .filter(one -> one.getKind().equals(kind))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no " + kind));
    assertThat(found.getMetadata().getLabels()).containsEntry("team", "platform");
    return JSON.valueToTree(found.getAdditionalProperties().get("spec"));
  }

  private static boolean selects(LabelSelector selector, Map<String, String> labels) {
    Map<String, String> exact =
        selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels();
    return exact.entrySet().stream()
            .allMatch(one -> one.getValue().equals(labels.get(one.getKey())))
        && selector.getMatchExpressions().stream().allMatch(one -> holds(one, labels));
  }

  private static boolean holds(LabelSelectorRequirement one, Map<String, String> labels) {
    assertThat(one.getOperator()).isEqualTo("In");
    return one.getValues().contains(labels.get(one.getKey()));
  }

  /** Each process once: a Service more would count it twice. */
  @Test
  void eachServiceIsScrapedOnce() throws IOException {
    JsonNode monitor = spec("ServiceMonitor");
    LabelSelector selector = JSON.treeToValue(monitor.path("selector"), LabelSelector.class);
    List<Service> scraped =
        Chart.of(objects, Service.class).stream()
            .filter(one -> selects(selector, one.getMetadata().getLabels()))
            .toList();

    assertThat(scraped)
        .extracting(one -> one.getMetadata().getName())
        .containsExactlyInAnyOrder("etcd-sync", "etcd-sync-monitor", "etcd-sync-failover");
    assertThat(Chart.of(objects, Service.class)).as("the others are left out").hasSize(4);
    assertThat(monitor.at("/namespaceSelector/matchNames"))
        .extracting(JsonNode::asText)
        .containsExactly(Chart.NAMESPACE);
    assertThat(monitor.path("endpoints")).hasSize(1);
    JsonNode endpoint = monitor.at("/endpoints/0");
    assertThat(endpoint.path("path").asText()).isEqualTo("/q/metrics");
    for (Service service : scraped) {
      ServicePort port =
          service.getSpec().getPorts().stream()
              .filter(one -> one.getName().equals(endpoint.path("port").asText()))
              .findFirst()
              .orElseThrow();
      var template =
          Chart.one(objects, Deployment.class, service.getMetadata().getName())
              .getSpec()
              .getTemplate();
      assertThat(template.getMetadata().getLabels())
          .containsAllEntriesOf(service.getSpec().getSelector());
      assertThat(template.getSpec().getContainers().getFirst().getPorts())
          .extracting(ContainerPort::getName)
          .contains(port.getTargetPort().getStrVal());
    }
  }

  @Test
  void theRulesAreThoseOfTheFiles() throws IOException {
    List<JsonNode> groups = new ArrayList<>();
    try (Stream<Path> files = Files.list(Chart.FOLDER.resolve("alerts"))) {
      for (Path file : files.sorted().toList()) {
        Chart.yaml(file).path("groups").forEach(groups::add);
      }
    }

    assertThat(groups).hasSizeGreaterThan(4);
    assertThat(spec("PrometheusRule").path("groups"))
        .as("as they are tested, not as a template made them")
        .containsExactlyElementsOf(groups);
  }

  @Test
  void theDashboardIsThatOfTheFile() throws IOException {
    ConfigMap map = Chart.one(objects, ConfigMap.class, "etcd-sync-dashboard");

    assertThat(map.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
    assertThat(map.getData()).containsOnlyKeys("understudy.json");
    assertThat(JSON.readTree(map.getData().get("understudy.json")))
        .isEqualTo(
            JSON.readTree(Files.readString(Chart.FOLDER.resolve("dashboards/understudy.json"))));
  }

  @Test
  void withoutTheKindsOrSwitchedOffThereIsNone() {
    assertThat(Chart.of(Chart.render(Chart.VIP), GenericKubernetesResource.class)).isEmpty();
    assertThat(
            Chart.render(
                Chart.VIP
                    + "metrics: {serviceMonitor: never, prometheusRule: never, dashboard: false}\n"))
        .noneMatch(one -> one instanceof GenericKubernetesResource)
        .noneMatch(one -> one.getMetadata().getName().contains("dashboard"));
  }
}
