package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sync-service that cannot use its settings says why and ends, before it connects anywhere. */
class BadSettingsTest {

  @TempDir Path directory;

  @Test
  void anUnknownProfileIsNamedWithThoseThereAre() {
    assertThat(logOf(Map.of("UNDERSTUDY_SCOPE_PROFILE", "nothing")))
        .contains("understudy.scope.profile: ")
        .contains("acp-global, live-standby, everything");
  }

  @Test
  void anUnknownFieldOfARuleIsNamedWithFileAndLine() throws IOException {
    Path rules = directory.resolve("rules.yaml");
    Files.writeString(
        rules,
        """
        version: 1
        rules:
        - name: a
          match: {group: example.com}
          plaice: mirror
          reason: misspelt
        """);

    assertThat(logOf(Map.of("UNDERSTUDY_SCOPE_RULES_FILE", rules.toString())))
        .contains("understudy.scope.rules-file: " + rules + ":5")
        .contains("plaice");
  }

  private String logOf(Map<String, String> bad) {
    Map<String, String> environment = new HashMap<>();
    environment.put("UNDERSTUDY_SOURCE_ENDPOINTS", "http://127.0.0.1:1");
    environment.put("UNDERSTUDY_TARGET_ENDPOINTS", "http://127.0.0.1:1");
    environment.putAll(bad);
    try (SyncService service =
        SyncService.start(environment, directory.resolve("log"), List.of())) {
      await().atMost(Duration.ofSeconds(60)).until(() -> !service.isRunning());
      return service.logTail(50);
    }
  }
}
