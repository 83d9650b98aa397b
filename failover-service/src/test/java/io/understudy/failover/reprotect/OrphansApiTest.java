package io.understudy.failover.reprotect;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.understudy.core.port.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orphans over REST, against two real etcds: keys in answers, values in the file alone. */
@QuarkusTest
@WithTestResource(PromotedSite.class)
class OrphansApiTest {

  private static final String SECRET = "secret thing";

  PromotedSite site;

  @BeforeEach
  void handOver() {
    TwoSites sites = site.sites();
    for (Bytes key : List.of(TwoSites.key("changed"), TwoSites.key("created"))) {
      sites.old().delete(key);
      sites.present().delete(key);
    }
    sites.replicated("changed", "in time");
    sites.replicated("deleted", "in time");
    sites.handOver();
    sites.old().put(TwoSites.key("changed"), TwoSites.value("changed", SECRET));
    sites.old().put(TwoSites.key("created"), TwoSites.value("created", SECRET));
    sites.old().delete(TwoSites.key("deleted"));
  }

  @Test
  void theyAreCountedAndTheFirstAreNamed() {
    String answer =
        given()
            .queryParam("limit", 2)
            .get("/api/v1/orphans")
            .then()
            .statusCode(200)
            .body("written", equalTo(2))
            .body("deleted", equalTo(1))
            .body("unproven", equalTo(0))
            .body("truncated", equalTo(true))
            .body("term", equalTo((int) TwoSites.TERM))
            .body("sourceRevision", equalTo((int) site.sites().old().revision()))
            .body("counts.kind", contains("deleted", "written"))
            .body("counts.count", contains(1, 2))
            .body("counts.resource", contains("configmaps", "configmaps"))
            .body("counts.namespace", contains("team", "team"))
            .body(
                "orphans.key",
                contains(TwoSites.key("changed").utf8(), TwoSites.key("created").utf8()))
            .body("orphans.here", contains("unchanged", "absent"))
            .extract()
            .asString();

    assertThat(answer).doesNotContain(SECRET);
  }

  @Test
  void allOfThemComeAsLines() throws IOException {
    String answer =
        given()
            .get("/api/v1/orphans/all")
            .then()
            .statusCode(200)
            .contentType(containsString("application/x-ndjson"))
            .extract()
            .asString();

    assertThat(answer.lines().toList())
        .hasSize(4)
        .first()
        .asString()
        .contains("\"digest\":\"" + digest() + "\"");
    assertThat(answer)
        .contains("\"kind\":\"deleted\",\"key\":\"" + TwoSites.key("deleted") + "\"")
        .doesNotContain("value")
        .doesNotContain(SECRET);
    assertNothingIsSpooled();
  }

  private void assertNothingIsSpooled() throws IOException {
    try (Stream<Path> files = Files.list(site.directory())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("understudy-orphans-"));
    }
  }

  @Test
  void aProbeByHeadHoldsNothing() throws IOException {
    when().head("/api/v1/orphans/all").then().statusCode(405).header("Allow", equalTo("GET"));

    assertNothingIsSpooled();
  }

  @Test
  void anExportGoesToTheFileAndTheAnswerSaysWhatItHolds() throws IOException {
    String answer =
        given()
            .header("Authorization", "Bearer " + PromotedSite.TOKEN)
            .post("/api/v1/orphans/export")
            .then()
            .statusCode(200)
            .body("path", equalTo(site.export().toString()))
            .body("count", equalTo(3))
            .body("digest", equalTo(digest()))
            .extract()
            .asString();

    byte[] file = Files.readAllBytes(site.export());
    String value = Base64.getEncoder().encodeToString(TwoSites.value("created", SECRET).array());
    assertThat(new String(file, StandardCharsets.UTF_8)).contains(value);
    assertThat(answer)
        .contains("\"sha256\":\"" + Bytes.wrap(file).sha256() + "\"")
        .doesNotContain(SECRET)
        .doesNotContain(value);
  }

  @Test
  void nobodyExportsWithoutTheToken() throws IOException {
    Files.deleteIfExists(site.export());

    when().post("/api/v1/orphans/export").then().statusCode(401);

    assertThat(site.export()).doesNotExist();
  }

  @Test
  void whatCannotBeToldExactlyIsRefusedWithTheReason() {
    Bytes scope = site.sites().present().get(TwoSites.KEYS.scope()).orElseThrow().value();
    site.sites().present().delete(TwoSites.KEYS.scope());
    try {
      when()
          .get("/api/v1/orphans")
          .then()
          .statusCode(409)
          .body("title", equalTo("The orphans cannot be told exactly"))
          .body("detail", containsString("the record 'scope' of this site is gone"));
      given().get("/api/v1/orphans/all").then().statusCode(409);
    } finally {
      site.sites().present().put(TwoSites.KEYS.scope(), scope);
    }
  }

  @Test
  void aLimitThatIsNoneIsRefused() {
    given().queryParam("limit", "all").get("/api/v1/orphans").then().statusCode(400);
    given().queryParam("limit", "-1").get("/api/v1/orphans").then().statusCode(400);
  }

  private static String digest() {
    return when().get("/api/v1/orphans").then().statusCode(200).extract().path("digest");
  }
}
