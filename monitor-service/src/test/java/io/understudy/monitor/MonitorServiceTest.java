package io.understudy.monitor;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.scope.Classifier;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.testkit.Captures;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The application between two etcds, outside a cluster. */
@QuarkusTest
@WithTestResource(TwoEtcds.class)
class MonitorServiceTest {

  @Inject MonitorSettings settings;
  @Inject Ends ends;
  @Inject Classifier classifier;

  @Test
  void itReadsBothEnds() {
    RangeQuery registry = RangeQuery.count(KeyRange.prefix(RegistryKeys.PREFIX), 0);
    long captured =
        Captures.registry(Captures.REGISTRY).stream()
            .filter(kv -> kv.key().startsWith(RegistryKeys.PREFIX))
            .count();

    assertThat(ends.source().range(registry).await().count()).isEqualTo(captured).isPositive();
    assertThat(ends.target().range(registry).await().count()).isZero();
    assertThat(classifier.rules().digest()).isEqualTo(settings.link().rules().digest());
  }

  @Test
  void itIsHealthyAndSaysSo() {
    when().get("/q/health/live").then().statusCode(200);
    when()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("checks.find { it.name == 'etcds' }.data.reason", equalTo("both etcds can be read"));
    when().get("/healthz").then().statusCode(200).contentType("text/plain").body(equalTo("ok\n"));
  }

  @Test
  void metricsAreThereOnBothPaths() {
    String plain = metrics("/metrics");

    assertThat(plain)
        .contains("understudy_tls_reload_failures_total{end=\"source\"")
        .contains("understudy_kubernetes_dropped_events_total 0.0");
    assertThat(names(plain)).containsAll(names(metrics("/q/metrics")));
  }

  private static String metrics(String path) {
    return given()
        .accept("text/plain")
        .get(path)
        .then()
        .statusCode(200)
        .contentType("text/plain")
        .extract()
        .asString();
  }

  private static Iterable<String> names(String metrics) {
    return metrics.lines().filter(line -> line.startsWith("# TYPE understudy_")).toList();
  }

  @Test
  void servicesThatAreNotConfiguredAreToldAsUnknown() {
    for (String path :
        new String[] {
          "/api/v1/failover-service/role",
          "/api/v1/failover-service/operations/b1/events",
          "/api/v1/sync-service/status"
        }) {
      when()
          .get(path)
          .then()
          .statusCode(503)
          .contentType("application/problem+json")
          .body("title", containsString("is not configured"));
    }
  }

  @Test
  void theApiDescribesItself() {
    when()
        .get("/q/openapi?format=json")
        .then()
        .statusCode(200)
        .body("info.title", equalTo("Understudy monitor-service"))
        .body("paths.'/healthz'.get", notNullValue());
  }

  @Test
  void outsideAClusterNoClientOfAnApiServerIsMade() {
    assertThat(settings.kubernetes().enabled()).isFalse();
    ArcContainer container = Arc.container();
    Bean<?> client = container.beanManager().getBeans(KubernetesClient.class).iterator().next();
    assertThat((Object) container.getActiveContext(client.getScope()).get(client)).isNull();
  }
}
