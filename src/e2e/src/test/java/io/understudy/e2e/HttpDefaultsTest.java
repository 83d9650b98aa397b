package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.e2e.ConfigProperties.Property;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds of the HTTP server that the framework keeps are handed to it with their defaults. */
class HttpDefaultsTest {

  private static final Pattern HANDED =
      Pattern.compile("\\$\\{(understudy\\.http\\.[^:}]+):(\\w+)}");

  @ParameterizedTest
  @ValueSource(strings = {"sync-service", "monitor-service", "failover-service"})
  void theyAreThoseOfTheReference(String service) throws IOException {
    Map<String, String> handed = new TreeMap<>();
    Properties file = new Properties();
    String name = service + "/src/main/resources/application.properties";
    try (InputStream in = Files.newInputStream(Sources.root().resolve(name))) {
      file.load(in);
    }
    for (Object value : file.values()) {
      for (MatchResult found : HANDED.matcher(value.toString()).results().toList()) {
        handed.put(found.group(1), found.group(2));
      }
    }
    Map<String, String> usual = new TreeMap<>();
    for (Property property : ConfigProperties.of(service)) {
      boolean isOurs =
          property
              .name()
              .matches(
                  "understudy\\.http\\.(?:body-timeout-ms|write-timeout-ms|keep-alive-timeout-seconds)");
      if (property.name().startsWith("understudy.http.") && !isOurs) {
        usual.put(property.name(), property.usual());
      }
    }

    assertThat(handed).hasSize(5).isEqualTo(usual);
    assertThat(file).containsEntry("quarkus.http.http2", "false");
  }
}
