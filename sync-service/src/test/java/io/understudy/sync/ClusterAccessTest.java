package io.understudy.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.service.access.MirrorRight;
import io.understudy.testkit.ClusterAccessSuite;
import io.understudy.testkit.IndependentClient;
import io.understudy.testkit.ReviewingApiServer;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The application in a cluster: who may change something. */
@QuarkusTest
@TestProfile(ClusterAccessTest.InACluster.class)
@WithTestResource(TwoEtcds.class)
@WithTestResource(ReviewingCluster.class)
class ClusterAccessTest extends ClusterAccessSuite {

  private static final ControlKeys KEYS = new ControlKeys("global");

  @ConfigProperty(name = "understudy.target.endpoints")
  String targetEndpoint;

  /** An application of its own. */
  public static class InACluster implements QuarkusTestProfile {}

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
    return "sync-service";
  }

  @Override
  protected int changes() {
    return MirrorRight.OF_SYNC.size();
  }

  /** Each of them leaves a record. */
  @Override
  protected List<Boolean> trace() {
    try (IndependentClient target = new IndependentClient(List.of(targetEndpoint))) {
      return Stream.concat(
              Stream.of(KEYS.paused(), KEYS.resyncRequest(), KEYS.repair(), KEYS.unpark())
                  .map((Bytes key) -> target.get(key).isPresent()),
              target.get(KEYS.term()).stream()
                  .map(kv -> TermRecord.fromJson(kv.value()).isPromoted())
                  .filter(isPromoted -> isPromoted))
          .toList();
    }
  }

  @Test
  void whoHasTheRightMayAndNothingElse() {
    String operator = ReviewingApiServer.token("operator", audience());
    assertThat(bearing(operator, "/api/v1/pause")).isEqualTo(200);
    assertThat(bearing(operator, "/api/v1/resume")).isEqualTo(200);
    assertThat(server().asked())
        .contains(
            "operator pause mirrors understudy.io dr global uid-of-operator"
                + " [people, system:authenticated] {origin=[tests]}");

    String monitor = ReviewingApiServer.token("monitor", audience());
    for (MirrorRight right : MirrorRight.OF_SYNC) {
      // What is let through has no body that makes sense.
      assertThat(bearing(monitor, right.path()))
          .as("%s", right)
          .isEqualTo(right == MirrorRight.REPAIR ? 400 : 403);
    }
  }

  @Test
  void theFilesTokenMayWhatIsGivenToItAlsoWithoutTheApiServer() {
    server().goAway();

    for (MirrorRight right : MirrorRight.OF_SYNC) {
      boolean isGiven = right == MirrorRight.REPAIR || right == MirrorRight.DEMOTE;
      assertThat(bearing(TwoEtcds.TOKEN, right.path()))
          .as("%s", right)
          .isEqualTo(isGiven ? 400 : 403);
    }
  }
}
