package io.understudy.failover.access;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.understudy.testkit.ReviewingApiServer;
import java.util.Map;
import java.util.Set;

/**
 * The cluster around the application: its API server reviews tokens and rights, and keeps Events.
 */
public class ReviewingCluster implements QuarkusTestResourceLifecycleManager {

  static final String NAMESPACE = "dr";

  /** Users with their rights. */
  private static final Map<String, Set<String>> USERS =
      Map.of(
          "operator",
          Set.of("plan", "drill", "switchover", "failover", "approve"),
          "driller",
          Set.of("plan", "drill"),
          "approver",
          Set.of("approve"),
          "onlooker",
          Set.of());

  private static volatile ReviewingApiServer server;

  static ReviewingApiServer server() {
    return server;
  }

  @Override
  public Map<String, String> start() {
    server = new ReviewingApiServer(Right.RESOURCE, NAMESPACE, USERS);
    return Map.of(
        "quarkus.kubernetes-client.api-server-url",
        server.url(),
        "understudy.kubernetes.enabled",
        "true",
        "understudy.kubernetes.interval-ms",
        "500",
        "understudy.release-namespace",
        NAMESPACE);
  }

  @Override
  public void stop() {
    server.close();
  }
}
