package io.understudy.monitor;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.understudy.service.access.MirrorRight;
import io.understudy.testkit.ReviewingApiServer;
import java.util.Map;
import java.util.Set;

/** The cluster around the application. */
public class ReviewingCluster implements QuarkusTestResourceLifecycleManager {

  static final String AUDIENCE = "understudy";

  private static final String NAMESPACE = "dr";

  private static volatile ReviewingApiServer server;

  static ReviewingApiServer server() {
    return server;
  }

  @Override
  public Map<String, String> start() {
    server =
        new ReviewingApiServer(
            MirrorRight.RESOURCE,
            NAMESPACE,
            Map.of(
                "operator",
                Set.of("check", "repair"),
                "checker",
                Set.of("check"),
                "onlooker",
                Set.of("promote")));
    return Map.of(
        "quarkus.kubernetes-client.api-server-url",
        server.url(),
        "understudy.kubernetes.enabled",
        "true",
        "understudy.release-namespace",
        NAMESPACE,
        "understudy.api.token-rights",
        "repair",
        "understudy.api.review-cache-seconds",
        "0");
  }

  @Override
  public void stop() {
    server.close();
  }
}
