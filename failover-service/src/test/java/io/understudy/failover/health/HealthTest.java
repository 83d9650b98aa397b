package io.understudy.failover.health;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.understudy.failover.FailoverEtcds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What probes and scrapers get, with both etcds there. */
@QuarkusTest
@TestProfile(HealthTest.Alone.class)
@WithTestResource(FailoverEtcds.class)
class HealthTest {

  private static final Pattern TYPE = Pattern.compile("# TYPE (understudy_\\w+) ");
  private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)", Pattern.MULTILINE);

  private static final Path SETTINGS = Path.of("target/watched-settings");

  /** Applications of one profile share a registry, in which the first one's meters stay. */
  public static class Alone implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "understudy.link", "scraped", "understudy.settings.watched", SETTINGS + ",target/none");
    }
  }

  @Test
  void itIsLiveAndReady() {
    given().get("/q/health/live").then().statusCode(200);
    given().get("/q/health/ready").then().statusCode(200);
    given().get("/healthz").then().statusCode(200).body(is("ok\n"));
  }

  /** With no run under way that this would cut short. */
  @Test
  void settingsThatHaveChangedSinceTheStartAskForAnother() throws IOException {
    Path settings = Files.createDirectories(SETTINGS).resolve("application.properties");
    Files.writeString(settings, "understudy.site.name=west\n");
    try {
      given()
          .get("/q/health/live")
          .then()
          .statusCode(503)
          .body(containsString(settings.toString()));
    } finally {
      Files.delete(settings);
    }
    given().get("/q/health/live").then().statusCode(200);
  }

  @Test
  void everyMetricIsDocumentedAndEveryDocumentedOneIsServed() throws IOException {
    String plain = given().accept("text/plain").get("/metrics").asString();
    TreeSet<String> served = new TreeSet<>();
    TYPE.matcher(plain).results().forEach(found -> served.add(found.group(1)));
    TreeSet<String> documented = new TreeSet<>();
    String page = Files.readString(Path.of("../docs/metrics.md"));
    ROW.matcher(page.substring(page.indexOf("# Metrics of failover-service")))
        .results()
        .forEach(found -> documented.add(found.group(1)));

    // A timer's largest is a metric of its own, and there is none before the first step.
    served.remove("understudy_step_duration_seconds_max");
    assertThat(documented).containsAll(served);
    documented.remove("understudy_step_duration_seconds");
    assertThat(served).containsAll(documented);
    assertThat(List.copyOf(served)).contains("understudy_operation_state");
  }
}
