package io.understudy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cluster plugin: its three kinds by their formats, and its form traced to the services. */
class PluginTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode PLUGIN = Chart.yaml(Chart.FOLDER.resolve("module-plugin.yaml"));
  static final JsonNode CONFIG = Chart.yaml(Chart.FOLDER.resolve("scripts/plugin-config.yaml"));
  private static final JsonNode CHART = Chart.yaml(Chart.FOLDER.resolve("Chart.yaml"));

  private static Set<ValidationMessage> against(String schema, JsonNode document)
      throws IOException {
    String text = Files.readString(Path.of("schemas", schema + ".schema.json"));
    JsonSchema compiled =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(text);
    return compiled.validate(document);
  }

  /** As the platform makes it. */
  private static ObjectNode moduleConfig() {
    ObjectNode made = PLUGIN.deepCopy();
    made.put("kind", "ModuleConfig");
    ((ObjectNode) made.path("metadata"))
        .put("name", "etcd-sync-v" + CHART.path("version").asText());
    ObjectNode spec = (ObjectNode) made.path("spec");
    spec.put("version", "v" + CHART.path("version").asText());
    spec.setAll((ObjectNode) CONFIG.deepCopy());
    return made;
  }

  private static ObjectNode moduleInfo(Map<String, ?> config) {
    ObjectNode info = JSON.createObjectNode();
    info.put("apiVersion", "cluster.alauda.io/v1alpha1").put("kind", "ModuleInfo");
    ObjectNode metadata = info.putObject("metadata").put("name", "global-etcd-sync");
    metadata
        .putObject("labels")
        .put("cpaas.io/cluster-name", "global")
        .put("cpaas.io/module-name", "etcd-sync")
        .put("cpaas.io/module-type", "plugin");
    ObjectNode spec = info.putObject("spec").put("version", "v" + CHART.path("version").asText());
    ObjectNode given = spec.putObject("config");
    config.forEach((key, value) -> given.set(key, JSON.valueToTree(value)));
    return info;
  }

  /** Values as the platform renders them of a ModuleInfo that has each key. */
  static String values(Map<String, ?> config) {
    Map<String, Object> given = new HashMap<>();
    CONFIG
        .path("config")
        .properties()
        .forEach(one -> given.put(one.getKey(), JSON.convertValue(one.getValue(), Object.class)));
    given.putAll(config);
    return rendered(given, Angles.Missing.NO_VALUE);
  }

  /** The same of one that has these keys alone. */
  static String rendered(Map<String, ?> config, Angles.Missing missing) {
    Map<String, String> facts =
        Map.of("RegistryAddress", "registry.example.test:11443", "VIP", "198.51.100.7");
    return Angles.render(
        CONFIG.path("valuesTemplates").path("etcd-sync").asText(),
        facts,
        moduleInfo(config).path("spec").path("config"),
        missing);
  }

  @Test
  void itsKindsHaveThePlatformsFormat() throws IOException {
    assertThat(against("module-plugin", PLUGIN)).isEmpty();
    assertThat(against("plugin-config", CONFIG)).isEmpty();
    assertThat(against("module-config", moduleConfig())).isEmpty();
    assertThat(against("module-info", moduleInfo(Map.of("active_cluster_vip", "192.0.2.10"))))
        .isEmpty();

    ObjectNode bad = PLUGIN.deepCopy();
    ((ObjectNode) bad.path("spec")).put("deleteRiskLevel", "High").remove("logo");
    assertThat(against("module-plugin", bad)).as("there is no such field").hasSize(2);
  }

  @Test
  void itInstallsThisVersionOfThisChart() {
    JsonNode release = PLUGIN.at("/spec/appReleases/0/chartVersions/0");

    assertThat(release.path("version").asText()).isEqualTo(CHART.path("version").asText());
    assertThat(release.path("name").asText())
        .isEqualTo(CHART.path("name").asText())
        .isEqualTo(PLUGIN.at("/spec/mainChart").asText());
    assertThat(CONFIG.path("valuesTemplates").has(CHART.path("name").asText())).isTrue();
    Chart.yaml(Chart.FOLDER.resolve("values.yaml"))
        .at("/global/images")
        .forEach(
            image -> {
              assertThat(image.path("tag").asText()).isEqualTo(CHART.path("appVersion").asText());
              assertThat(image.path("support_arm").asBoolean()).isTrue();
            });
  }

  @Test
  void everyKeyHasADefaultAFieldInBothLanguagesAndAUse() {
    Set<String> keys = new TreeSet<>();
    CONFIG.path("config").fieldNames().forEachRemaining(keys::add);
    for (String form : List.of("deployDescriptors", "editDescriptors")) {
      List<String> paths = new ArrayList<>();
      CONFIG
          .path(form)
          .forEach(
              field -> {
                paths.add(field.path("path").asText());
                assertThat(field.path("x-descriptors").toString())
                    .contains("urn:alm:descriptor:label:en:", "urn:alm:descriptor:label:zh:");
              });
      assertThat(paths).as(form).containsExactlyInAnyOrderElementsOf(keys);
    }
    String template = CONFIG.path("valuesTemplates").path("etcd-sync").asText();
    assertThat(Pattern.compile("\\.MiConfig\\.(\\w+)").matcher(template).results())
        .extracting(key -> key.group(1))
        .containsExactlyInAnyOrderElementsOf(keys);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          active_cluster_vip | 203.0.113.9 | etcd-sync | UNDERSTUDY_SOURCE_ENDPOINTS | https://203.0.113.9:2379
          active_cluster_vip | 2001:db8::9 | etcd-sync-failover | UNDERSTUDY_SOURCE_ENDPOINTS | https://[2001:db8::9]:2379
          active_etcd_endpoints | https://10.1.0.1:2379, https://10.1.0.2:2379 | etcd-sync | UNDERSTUDY_SOURCE_ENDPOINTS | https://10.1.0.1:2379,https://10.1.0.2:2379
          active_etcd_endpoints | https://[2001:db8::9]:2379 | etcd-sync | UNDERSTUDY_SOURCE_ENDPOINTS | https://[2001:db8::9]:2379
          standby_etcd_endpoints | https://10.2.0.1:2379 | etcd-sync-monitor | UNDERSTUDY_TARGET_ENDPOINTS | https://10.2.0.1:2379
          monitor_check_interval | 7 | etcd-sync-monitor | UNDERSTUDY_MONITOR_CHECK_INTERVAL | 7
          sync_interval | 45m | etcd-sync | UNDERSTUDY_SYNC_INTERVAL | 45m
          detail | true | etcd-sync | UNDERSTUDY_LOG_DETAIL | true
          platform_address | platform.example.test | etcd-sync-failover | UNDERSTUDY_PLATFORM_ADDRESS | platform.example.test
          site_name | east | etcd-sync-failover | UNDERSTUDY_SITE_NAME | east
          peer_name | west | etcd-sync-failover | UNDERSTUDY_PEER_NAME | west
          """)
  void aFieldOfTheFormReachesItsService(
      String key, String given, String deployment, String variable, String wanted) {
    JsonNode typed = Chart.yaml(given.startsWith("https") ? "\"" + given + "\"" : given);
    Map<String, Object> config =
        key.equals("active_cluster_vip")
            ? Map.of(key, given)
            : Map.of(
                "active_cluster_vip", "192.0.2.10", key, JSON.convertValue(typed, Object.class));

    List<HasMetadata> objects = Chart.render(values(config));

    Policy.holds(objects);
    assertThat(ChartTest.env(objects, deployment)).containsEntry(variable, wanted);
  }

  private static Pattern pattern(String path) {
    for (JsonNode field : CONFIG.path("deployDescriptors")) {
      if (field.path("path").asText().equals(path)) {
        for (JsonNode one : field.path("x-descriptors")) {
          String prefix = "urn:alm:descriptor:com.tectonic.ui:validation:pattern:";
          if (one.asText().startsWith(prefix)) {
            return Pattern.compile(one.asText().substring(prefix.length()));
          }
        }
      }
    }
    throw new AssertionError("no pattern of " + path);
  }

  /** What would break the values is told in the form, not by a failed installation. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          active_cluster_vip | 192.0.2.10 | true
          active_cluster_vip | 2001:db8::9 | true
          active_cluster_vip | https://192.0.2.10 | false
          active_etcd_endpoints | https://10.1.0.1:2379, https://[2001:db8::9]:2379 | true
          active_etcd_endpoints | https://10.1.0.1 | false
          standby_etcd_endpoints | http://etcd.example.test:2379 | true
          standby_etcd_endpoints | "x" | false
          additional_ignore_equal | /registry/a/b, /registry/c | true
          additional_ignore_equal | /registry/"a | false
          additional_ignore_equal | /registry/\\a | false
          site_name | east-1.example | true
          site_name | East | false
          peer_name | west_1 | false
          """)
  void theFormTakesWhatTheChartTakes(String path, String typed, boolean isTaken) {
    assertThat(pattern(path).matcher(typed).matches()).isEqualTo(isTaken);
  }

  /** One name for both sites would guard nothing: what is given beside the values must count. */
  @Test
  void withoutANameInTheFormTheServiceHasItsOwnOrTheConfigMaps() {
    List<HasMetadata> objects = Chart.render(values(Map.of("active_cluster_vip", "192.0.2.10")));

    assertThat(ChartTest.env(objects, "etcd-sync-failover"))
        .doesNotContainKeys("UNDERSTUDY_SITE_NAME", "UNDERSTUDY_PEER_NAME");
  }

  @Test
  void thePlatformsRegistryIsAmongThePortsOfTheVips() {
    List<HasMetadata> objects = Chart.render(values(Map.of("active_cluster_vip", "192.0.2.10")));

    assertThat(ChartTest.env(objects, "etcd-sync-monitor"))
        .containsEntry("UNDERSTUDY_READINESS_PORTS", "80,443,6443,2379,11443");
  }

  @Test
  void forcingAnUninstallReachesItsJob() {
    List<HasMetadata> objects =
        Chart.render(values(Map.of("active_cluster_vip", "192.0.2.10", "uninstall_force", true)));

    assertThat(UninstallTest.env(objects)).containsEntry("UNDERSTUDY_UNINSTALL_FORCE", "true");
  }

  @Test
  void keysToIgnoreAreALineEach() {
    List<HasMetadata> objects =
        Chart.render(
            values(
                Map.of(
                    "active_cluster_vip",
                    "192.0.2.10",
                    "additional_ignore_equal",
                    "/registry/a/b, /registry/c/d,e")));

    assertThat(Chart.one(objects, ConfigMap.class, "etcd-sync-ignore-text").getData())
        .containsEntry("ignore-equal.txt", "/registry/a/b\n/registry/c/d,e")
        .containsKey("sync-equal-file.txt");
  }

  @Test
  void imagesComeFromThePlatformsRegistry() {
    List<HasMetadata> objects = Chart.render(values(Map.of("active_cluster_vip", "192.0.2.10")));

    assertThat(Policy.pods(objects))
        .flatExtracting(pod -> pod.getSpec().getContainers())
        .allMatch(one -> one.getImage().startsWith("registry.example.test:11443/understudy/"));
  }
}
