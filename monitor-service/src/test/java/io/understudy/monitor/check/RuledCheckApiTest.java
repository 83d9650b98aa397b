package io.understudy.monitor.check;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.port.Bytes;
import io.understudy.monitor.routine.CheckMetrics;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What rules make of differences is the same in an answer, what is kept of it, and metrics. The
 * sync-service here never answers, which holds no check up.
 */
@QuarkusTest
@Timeout(300)
@WithTestResource(RuledEtcds.class)
class RuledCheckApiTest {

  private static final String RAISED = MirroredEtcds.key("raised").utf8();
  private static final String LISTED_DIFFERENT = MirroredEtcds.key("listed-different").utf8();
  private static final String LISTED_MISSED = MirroredEtcds.key("listed-missed").utf8();

  @Inject CheckMetrics metrics;

  MirroredEtcds etcds;

  @BeforeEach
  void mirror() {
    etcds.target().delete(MirroredEtcds.KEYS.checkpoint());
    for (String name : new String[] {"raised", "listed-different", "listed-missed", "ignored"}) {
      etcds.both(name, "a");
    }
    etcds.claim(Checkpoint.Phase.TAIL);
  }

  private void tolerated() {
    etcds.target().put(MirroredEtcds.key("ignored"), MirroredEtcds.value("ignored", "b"));
    etcds
        .target()
        .put(MirroredEtcds.key("listed-different"), MirroredEtcds.value("listed-different", "b"));
    etcds.target().delete(MirroredEtcds.key("listed-missed"));
  }

  private void raised() {
    String value = MirroredEtcds.value("raised", "a").utf8();
    etcds
        .target()
        .put(
            MirroredEtcds.key("raised"),
            Bytes.utf8(value.substring(0, value.length() - 1) + ",\"status\":{\"ready\":1}}"));
  }

  @Test
  void whatRulesListOrIgnoreFailsNowhere() {
    tolerated();

    given()
        .accept("application/json")
        .get("/check")
        .then()
        .statusCode(200)
        .body("listedByRule", containsInAnyOrder(LISTED_MISSED, LISTED_DIFFERENT))
        .body("failingByRule", empty())
        .body("explained", empty())
        .body("ignoredKeys", equalTo(1));

    JsonPath kept = newest();
    assertThat(kept.getString("result")).isEqualTo("consistent");
    assertThat(kept.getLong("counts.different")).isZero();
    assertThat(kept.getLong("counts.missed")).isZero();
    assertThat(kept.getLong("listed.different")).isEqualTo(1);
    assertThat(kept.getLong("listed.missed")).isEqualTo(1);
    assertThat(kept.getLong("ignored")).isEqualTo(1);
    assertThat(kept.getMap("").containsKey("healing")).as("nobody answered").isFalse();
    assertThat(kept.getList("different")).isEmpty();
    assertThat(kept.getList("missed")).isEmpty();
    assertMetric("understudy.check.different.keys", "", 0.0);
    assertMetric("understudy.check.missed.keys", "", 0.0);
    assertMetric("understudy.check.consistent", "", 1.0);
    assertMetric("understudy.check.listed.keys", "different", 1.0);
    assertMetric("understudy.check.listed.keys", "missed", 1.0);
    assertMetric("understudy.check.ignored.keys", "", 1.0);
  }

  @Test
  void whatARuleRaisesIsCountedNamedAndExplainedAsFailing() {
    tolerated();
    raised();

    given()
        .accept("application/json")
        .get("/check")
        .then()
        .statusCode(409)
        .body("failingByRule", contains(RAISED))
        .body("statusOnlyKeys", contains(RAISED))
        .body("explained", hasSize(1))
        .body("explained[0].key", equalTo(RAISED));

    JsonPath kept = newest();
    assertThat(kept.getString("result")).isEqualTo("inconsistent");
    assertThat(kept.getLong("counts.'status-only'")).isEqualTo(1);
    assertThat(kept.getLong("listed.'status-only'")).isZero();
    assertThat(kept.getLong("listed.different")).isEqualTo(1);
    assertThat(kept.getList("different", String.class)).containsExactly(RAISED);
    assertMetric("understudy.check.different.keys", "", 1.0);
    assertMetric("understudy.check.listed.keys", "status-only", 0.0);
  }

  @Test
  void theTextMarksWhatARuleTurned() {
    tolerated();
    raised();

    assertThat(when().get("/check").then().statusCode(409).extract().asString())
        .contains("LOCAL ETCD missed keys: 0, and 1 that a rule lists only\n" + LISTED_MISSED)
        .contains(LISTED_DIFFERENT + " (a rule lists it only)\n")
        .contains("no fault unless a rule says so: 0, and 1 that a rule makes fail\n")
        .contains(RAISED + " (a rule makes it fail)\n");
  }

  private static JsonPath newest() {
    String id = when().get("/api/v1/checks?limit=1").then().extract().path("checks[0].id");
    return when().get("/api/v1/checks/" + id).then().statusCode(200).extract().jsonPath();
  }

  /** In a registry of its own: the application's is shared by all that ran in this process. */
  private void assertMetric(String name, String kind, double value) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    metrics.bindTo(registry);
    assertThat(registry.get(name).tags(kind.isEmpty() ? Tags.empty() : Tags.of("class", kind)))
        .extracting(search -> search.gauge().value())
        .isEqualTo(value);
  }
}
