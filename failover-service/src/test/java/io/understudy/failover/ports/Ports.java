package io.understudy.failover.ports;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Verb;
import io.understudy.failover.step.FewLooks;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.web.WebCalls;
import io.understudy.failover.web.WebhookCall;
import io.understudy.testkit.FreePorts;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/** Steps of this package, as a runbook would have them. */
final class Ports {

  private static final String QUICK =
      "attempts: 3, every-ms: 20, connect-timeout-ms: 3000, api-timeout-ms: 20000";

  private final Gates gates;

  Ports(Vertx vertx, Supplier<KubernetesClient> cluster) {
    this.gates =
        new Gates(new Clusters(cluster), new WebhookCall(new WebCalls(vertx), "global", "standby"));
  }

  static KubernetesClient noCluster() {
    throw new KubernetesClientException("no cluster here");
  }

  /**
   * @param vips in YAML's flow style
   */
  Step close(String... vips) {
    ClosePortKind kind = new ClosePortKind(gates);
    return kind.make(OneStep.spec(kind, with(vips)));
  }

  Step open(String... vips) {
    OpenPortKind kind = new OpenPortKind(gates);
    return kind.make(OneStep.spec(kind, with(vips)));
  }

  private static String with(String... vips) {
    return "{vips: [" + String.join(", ", vips) + "], " + QUICK + "}";
  }

  static Forecast plan(Step step) {
    return step.plan(new PlanContext(Verb.SWITCHOVER, Instant.EPOCH));
  }

  static OneStep run() {
    return new OneStep(Verb.SWITCHOVER, Duration.ofSeconds(120), Map.of());
  }

  /** For what is to fail when time is up. */
  static FewLooks briefly() {
    return new FewLooks(Verb.SWITCHOVER, 40);
  }

  /** And nobody will, as long as this JVM goes on. */
  static int portNobodyListensOn() {
    return FreePorts.find(1).getFirst();
  }
}
