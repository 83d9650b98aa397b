package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.e2e.ConfigProperties.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The pages that are made from the code. With {@code -Dupdate.docs} they are written, without it
 * they have to be what would be written.
 */
class ReferenceTest {

  private static final List<String> SERVICES =
      List.of("sync-service", "monitor-service", "failover-service");
  private static final Path REFERENCE = Sources.root().resolve("docs/reference");
  private static final String HOW =
      "mvn verify -pl src/e2e -am -Dtest=ReferenceTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dupdate.docs=true";

  @Test
  void everyPropertyStandsInItsPageAndHasAMeaning() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # Every property

            Made from the code, by `%s`; a test holds it so. Bounds, examples and how properties are set are in
            [configuration.md](../configuration.md), which has those of the bootstrap and of the Jobs around an uninstall, too.
            """
                .formatted(HOW));
    for (String service : SERVICES) {
      List<Property> properties = ConfigProperties.of(service);
      assertThat(properties).hasSizeGreaterThan(50);
      page.append("\n## ").append(service).append("\n\n| Property | Default | Meaning |\n");
      page.append("|---|---|---|\n");
      for (Property property : properties) {
        assertThat(property.meaning())
            .as("the accessor of %s has no Javadoc: say what it means", property.name())
            .isNotEmpty();
        page.append(row(property));
      }
    }

    hold(REFERENCE.resolve("configuration.md"), page.toString());
  }

  private static String row(Property property) {
    String usual = property.usual().isEmpty() ? "none" : "`" + property.usual() + "`";
    return "| `%s`<br>`%s` | %s | %s |\n"
        .formatted(property.name(), property.variable(), usual, property.meaning());
  }

  /** Quarkus stores the description when it builds the service. */
  @ParameterizedTest
  @ValueSource(strings = {"sync-service", "monitor-service", "failover-service"})
  void theDescriptionOfTheApiIsTheOneThatTheServiceWasBuiltWith(String service) throws IOException {
    Path built = Sources.root().resolve(service).resolve("target/openapi/openapi.yaml");
    assertThat(built).as("stored by the build of %s", service).exists();
    Object description =
        sorted(new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(built)));
    assertThat(description.toString()).contains("/api/v1/");
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setSplitLines(false);

    hold(
        REFERENCE.resolve(service + "-openapi.yaml"),
        "# Made by: " + HOW + "\n" + new Yaml(options).dump(description));
  }

  /** In the order of names, so that the file says the same whatever order the build has. */
  private static Object sorted(Object node) {
    if (node instanceof Map<?, ?> map) {
      Map<String, Object> sorted = new TreeMap<>();
      map.forEach((key, value) -> sorted.put(String.valueOf(key), sorted(value)));
      return sorted;
    }
    return node instanceof List<?> list ? list.stream().map(ReferenceTest::sorted).toList() : node;
  }

  private static void hold(Path page, String wanted) throws IOException {
    if (System.getProperty("update.docs") != null) {
      Files.createDirectories(REFERENCE);
      Files.writeString(page, wanted);
    }
    assertThat(page)
        .as("%s is not what the code has any more; write it anew with: %s", page, HOW)
        .hasContent(wanted);
  }
}
