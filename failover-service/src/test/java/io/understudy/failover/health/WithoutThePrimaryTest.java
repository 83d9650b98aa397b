package io.understudy.failover.health;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.understudy.testkit.EtcdProcess;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The application while the primary is lost: that is what it is for. */
@QuarkusTest
@WithTestResource(WithoutThePrimaryTest.ThisSite.class)
class WithoutThePrimaryTest {

  /** This site's etcd is there, on the other's port nothing listens. */
  public static class ThisSite implements QuarkusTestResourceLifecycleManager {

    private EtcdProcess site;

    @Override
    public Map<String, String> start() {
      site = EtcdProcess.start();
      return Map.of(
          "understudy.source.endpoints",
          "http://127.0.0.1:1",
          "understudy.target.endpoints",
          site.endpoint());
    }

    @Override
    public void stop() {
      site.close();
    }
  }

  @Test
  void itIsReady() {
    given().get("/q/health/ready").then().statusCode(200);
    given().get("/healthz").then().statusCode(200).body(is("ok\n"));
  }
}
