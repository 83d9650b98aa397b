package io.understudy.monitor;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.understudy.testkit.ClusterAccessSuite;
import io.understudy.testkit.ReviewingApiServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The application in a cluster: who may change something. */
@QuarkusTest
@TestProfile(ClusterAccessTest.InACluster.class)
@WithTestResource(WrittenEtcds.class)
@WithTestResource(ReviewingCluster.class)
class ClusterAccessTest extends ClusterAccessSuite {

  private static final String CHECKS = "/api/v1/checks";
  private static final String REPAIR = "/api/v1/checks/1/repair";

  /** An application of its own. */
  public static class InACluster implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("understudy.link", "reviewed");
    }
  }

  @Override
  protected URI address() {
    return URI.create(RestAssured.baseURI + ":" + RestAssured.port);
  }

  @Override
  protected ReviewingApiServer server() {
    return ReviewingCluster.server();
  }

  @Override
  protected String audience() {
    return ReviewingCluster.AUDIENCE;
  }

  @Override
  protected String service() {
    return "monitor-service";
  }

  @Override
  protected int changes() {
    return 2;
  }

  /** Those need somebody's token too, and failover-service to know it: PassedOnCallsTest. */
  @Override
  protected boolean isJudgedHere(String path) {
    return !path.startsWith("/api/v1/failover-service/");
  }

  @Override
  protected String called(String path) {
    return path.replace("{id}", "1");
  }

  /** Checks that are kept or asked for. */
  @Override
  protected Integer trace() {
    return when().get(CHECKS).<List<String>>path("checks.id").size();
  }

  @Test
  void whoHasTheRightMayAndNothingElse() {
    String operator = ReviewingApiServer.token("operator", audience());
    assertThat(bearing(operator, CHECKS)).isIn(202, 409);
    assertThat(bearing(operator, REPAIR)).isEqualTo(404);
    assertThat(server().asked())
        .contains(
            "operator check mirrors understudy.io dr reviewed uid-of-operator"
                + " [people, system:authenticated] {origin=[tests]}");

    String checker = ReviewingApiServer.token("checker", audience());
    assertThat(bearing(checker, CHECKS)).isIn(202, 409);
    assertThat(bearing(checker, REPAIR)).isEqualTo(403);
  }

  @Test
  void theFilesTokenMayWhatIsGivenToItAlsoWithoutTheApiServer() {
    server().goAway();

    assertThat(bearing(TwoEtcds.TOKEN, REPAIR)).isEqualTo(404);
    assertThat(bearing(TwoEtcds.TOKEN, CHECKS)).isEqualTo(403);
  }
}
