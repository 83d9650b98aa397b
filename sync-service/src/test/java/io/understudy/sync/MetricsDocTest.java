package io.understudy.sync;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What there is to scrape and what the documentation says there is. */
@QuarkusTest
@WithTestResource(TwoEtcds.class)
class MetricsDocTest {

  /** Depending on the format asked for, the type of a counter is given without its suffix. */
  private static final Pattern SCRAPED =
      Pattern.compile("^# TYPE (understudy_\\w+?)(?:_total)? (counter)?", Pattern.MULTILINE);

  private static final Pattern DOCUMENTED =
      Pattern.compile("^\\| `(understudy_\\w+?)(_total)?(?:\\{[^}]*\\})?` ", Pattern.MULTILINE);

  @BeforeEach
  void becomeSound() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Boolean.TRUE.equals(when().get("/api/v1/status").path("sound")));
  }

  @Test
  void everyMetricIsDocumentedAndEveryDocumentedOneIsThere() throws IOException {
    assertThat(names(SCRAPED, scraped())).isEqualTo(names(DOCUMENTED, documentation()));
  }

  @Test
  void objectsAreCountedByRule() {
    assertThat(scraped())
        .containsPattern("understudy_objects\\{placement=\"mirror\",rule=\"default\"\\} [1-9]")
        .containsPattern(
            "understudy_objects\\{placement=\"leave-out\",rule=\"acp-global/[^\"]+\"\\} [1-9]");
  }

  @Test
  void theLatencyOfEveryTxnIsInTheHistogram() {
    assertThat(scraped())
        .containsPattern("understudy_apply_latency_seconds_bucket\\{le=\"0.05\"\\} ")
        .containsPattern("understudy_apply_latency_seconds_count [1-9]");
  }

  @Test
  void ofAllPhasesTheOneThatItIsInIsMarked() {
    assertThat(scraped())
        .containsPattern("understudy_phase\\{phase=\"tail\"\\} 1")
        .containsPattern("understudy_phase\\{phase=\"refused\"\\} 0")
        .containsPattern("understudy_phase\\{phase=\"promoted\"\\} 0");
  }

  private static String scraped() {
    return when().get("/q/metrics").then().statusCode(200).extract().asString();
  }

  private static TreeSet<String> names(Pattern pattern, String text) {
    TreeSet<String> names = new TreeSet<>();
    pattern
        .matcher(text)
        .results()
        .forEach(found -> names.add(found.group(1) + (found.group(2) == null ? "" : "_total")));
    assertThat(names).hasSizeGreaterThan(20);
    return names;
  }

  /** The part of this service: the page's first. */
  private static String documentation() throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/metrics.md"))) {
      folder = folder.getParent();
    }
    String page = Files.readString(folder.resolve("docs/metrics.md"));
    int next = page.indexOf("\n# ");
    return next < 0 ? page : page.substring(0, next);
  }
}
