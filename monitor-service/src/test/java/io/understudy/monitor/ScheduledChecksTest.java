package io.understudy.monitor;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.kubernetes.client.WithKubernetesTestServer;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks without being asked, in a cluster, where nothing has been mirrored yet. */
@QuarkusTest
@TestProfile(ScheduledChecksTest.EverySecond.class)
@WithTestResource(WrittenEtcds.class)
@WithKubernetesTestServer
class ScheduledChecksTest {

  private static final Pattern SCRAPED =
      Pattern.compile(
          "^# TYPE ((?:understudy|local_target|remote_target)_\\w+?)(?:_total)? (counter)?",
          Pattern.MULTILINE);

  private static final Pattern DOCUMENTED =
      Pattern.compile(
          "^\\| `((?:understudy|local_target|remote_target)_\\w+?)(_total)?(?:\\{[^}]*\\})?` ",
          Pattern.MULTILINE);

  @Inject KubernetesClient client;

  public static class EverySecond implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "understudy.kubernetes.enabled", "true",
          "understudy.release-namespace", "dr",
          "understudy.link", "scheduled",
          "understudy.monitor.check-cron", "* * * * * ?");
    }
  }

  @BeforeEach
  void twoHaveRun() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> when().get("/api/v1/checks").<List<String>>path("checks.id").size() >= 2);
  }

  @Test
  void theyAreKeptAsScheduled() {
    List<String> triggers = when().get("/api/v1/checks").path("checks.trigger");

    assertThat(triggers).containsOnly("schedule");
  }

  @Test
  void theChangeOfTheVerdictIsOneEventHoweverOftenItIsChecked() {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !events().isEmpty());

    assertThat(events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getReason()).isEqualTo("CheckFailed");
              assertThat(event.getType()).isEqualTo("Warning");
              assertThat(event.getMessage()).contains("link scheduled").contains("checkpoint");
            });
  }

  private List<Event> events() {
    return client.v1().events().inNamespace("dr").list().getItems().stream()
        .filter(event -> event.getReason().startsWith("Check"))
        .toList();
  }

  @Test
  void theLastCheckIsInTheMetrics() {
    assertThat(scraped())
        .containsPattern("understudy_check_consistent\\{link=\"scheduled\"\\} 0")
        .containsPattern("understudy_check_missed_keys\\{link=\"scheduled\"\\} NaN")
        .containsPattern("understudy_check_failures_total\\{link=\"scheduled\"\\} [1-9]")
        .containsPattern("understudy_check_duration_seconds_count\\{link=\"scheduled\"\\} [1-9]")
        .containsPattern(
            "understudy_check_last_run_timestamp_seconds\\{link=\"scheduled\"\\} [1-9]")
        .containsPattern(
            "understudy_check_last_success_timestamp_seconds\\{link=\"scheduled\"\\} 0");
  }

  @Test
  void everyMetricIsDocumentedAndEveryDocumentedOneIsThere() throws IOException {
    assertThat(names(SCRAPED, scraped())).isEqualTo(names(DOCUMENTED, documentation()));
  }

  private static String scraped() {
    return when().get("/q/metrics").then().statusCode(200).extract().asString();
  }

  /** A timer's longest is one with the timer. */
  private static TreeSet<String> names(Pattern pattern, String text) {
    TreeSet<String> names = new TreeSet<>();
    pattern
        .matcher(text)
        .results()
        .forEach(found -> names.add(found.group(1) + (found.group(2) == null ? "" : "_total")));
    names.remove("understudy_check_duration_seconds_max");
    assertThat(names).hasSizeGreaterThan(10);
    return names;
  }

  /** The part of this service. */
  private static String documentation() throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/metrics.md"))) {
      folder = folder.getParent();
    }
    String page = Files.readString(folder.resolve("docs/metrics.md"));
    int from = page.indexOf("\n# Metrics of monitor-service");
    return page.substring(from, page.indexOf("\n# ", from + 1));
  }
}
