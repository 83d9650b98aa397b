package io.understudy.sync;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = TwoEtcds.class, initArgs = @ResourceArg(name = "token", value = "none"))
class NoTokenFileTest {

  @ParameterizedTest
  @ValueSource(strings = {"resync", "pause", "resume"})
  void withoutATokenFileNothingCanBeChanged(String call) {
    given()
        .header("Authorization", "Bearer ")
        .post("/api/v1/" + call)
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("detail", containsString("understudy.api.token-file"));
    when().get("/api/v1/status").then().statusCode(200);
  }
}
