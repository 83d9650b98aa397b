package io.understudy.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A ModuleInfo that an older version of the plugin has made lacks keys that came later. What its
 * template puts for them has to be the chart's default.
 */
class PluginUpgradeTest {

  private static final Path EARLIER = Path.of("src/test/resources/earlier");
  private static final String VIP = "active_cluster_vip";
  private static final String TOKEN = "active_cluster_token_secret_ref";

  /** Not any default, each of them. */
  private static final Map<String, Object> FILLED =
      Map.ofEntries(
          Map.entry(VIP, "203.0.113.9"),
          Map.entry(TOKEN, "given-token"),
          Map.entry("active_etcd_endpoints", "https://10.1.0.1:2379"),
          Map.entry("standby_etcd_endpoints", "https://10.2.0.1:2379"),
          Map.entry("monitor_check_interval", 7),
          Map.entry("sync_interval", "45m"),
          Map.entry("detail", true),
          Map.entry("additional_ignore_equal", "/registry/a/b"),
          Map.entry("platform_address", "platform.example.test"),
          Map.entry("site_name", "east"),
          Map.entry("peer_name", "west"),
          Map.entry("adopt_existing", true),
          Map.entry("uninstall_force", true));

  static Stream<Arguments> eachKey() {
    return FILLED.keySet().stream()
        .flatMap(
            key -> Stream.of(Angles.Missing.values()).map(missing -> Arguments.of(key, missing)));
  }

  @Test
  void eachKeyOfTheFormIsTried() {
    Set<String> keys = new TreeSet<>();
    PluginTest.CONFIG.path("config").fieldNames().forEachRemaining(keys::add);

    assertThat(FILLED.keySet()).containsExactlyInAnyOrderElementsOf(keys);
  }

  @ParameterizedTest
  @MethodSource("eachKey")
  void withoutAKeyTheChartsDefaultCounts(String key, Angles.Missing missing) {
    Map<String, Object> given = new HashMap<>(FILLED);
    given.remove(key);
    if (key.equals(VIP)) {
      given.remove(TOKEN); // What a token is for is asked for at the VIP.
    }

    isAsWithoutTheValues(given, missing);
  }

  @ParameterizedTest
  @EnumSource
  void withTheOldestKeyAloneAllElseHasTheChartsDefault(Angles.Missing missing) {
    isAsWithoutTheValues(Map.of(VIP, "203.0.113.9"), missing);
  }

  /** What the first version of the form gave a ModuleInfo by itself. */
  @ParameterizedTest
  @EnumSource
  void aModuleInfoOfTheFirstFormStillInstalls(Angles.Missing missing) throws IOException {
    ObjectNode config = (ObjectNode) Chart.yaml(EARLIER.resolve("module-info-config.yaml"));
    config.put(VIP, "203.0.113.9");
    Map<String, Object> given = new HashMap<>();
    config.properties().forEach(one -> given.put(one.getKey(), value(one.getValue())));
    assertThat(given).doesNotContainKeys(TOKEN, "uninstall_force", "adopt_existing");

    String chart = Chart.text(PluginTest.rendered(given, missing));

    assertThat(chart).doesNotContain("<no value>");
    Policy.holds(Chart.objects(chart));
  }

  private static Object value(JsonNode node) {
    return node.isBoolean() ? node.asBoolean() : node.isInt() ? node.asInt() : node.asText();
  }

  /** As they came with the chart before a value was taken away, with a VIP. */
  @Test
  void valuesOfAnEarlierChartStillInstallAndHelmSaysWhatIsIgnored() throws IOException {
    String earlier = Files.readString(EARLIER.resolve("values.yaml"));
    assertThat(earlier).contains("\nserviceTokenSecret: ");

    Policy.holds(Chart.render(earlier));

    assertThat(Chart.notes(earlier)).contains("serviceTokenSecret is ignored since 0.1.0");
    assertThat(Chart.notes(Chart.VIP))
        .doesNotContain("WARNING")
        .contains("http://etcd-sync-monitor.cpaas-system/api/v1/readiness");
    assertThatThrownBy(() -> Chart.render(earlier + "\nserviceTokenSecrets: x\n"))
        .hasMessageContaining("serviceTokenSecrets");
  }

  @ParameterizedTest
  @EnumSource
  void withoutAnyKeyItSaysWhatToGive(Angles.Missing missing) {
    String values = PluginTest.rendered(Map.of(), missing);

    assertThatThrownBy(() -> Chart.text(values))
        .hasMessageContaining("source.vip is empty and so is source.endpoints");
  }

  private static void isAsWithoutTheValues(Map<String, Object> given, Angles.Missing missing) {
    JsonNode values = Chart.yaml(PluginTest.rendered(given, missing));
    JsonNode marked = Chart.yaml(PluginTest.rendered(given, Angles.Missing.NO_VALUE));
    JsonNode without = withoutMissing(marked);
    assertThat(without).as("something is missing").isNotEqualTo(values);

    String chart = Chart.text(values.toString());

    assertThat(chart).isEqualTo(Chart.text(without.toString())).doesNotContain("<no value>");
    Policy.holds(Chart.objects(chart));
  }

  /** Values of which those that a missing key stands for are taken away. */
  private static JsonNode withoutMissing(JsonNode values) {
    ObjectNode kept = values.deepCopy();
    values
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isObject()) {
                kept.set(field.getKey(), withoutMissing(field.getValue()));
              } else if (field.getValue().asText().equals(Angles.Missing.NO_VALUE.text())) {
                kept.remove(field.getKey());
              }
            });
    return kept;
  }
}
