package io.understudy.sync;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.understudy.service.access.MirrorRight;
import io.understudy.testkit.ReviewingApiServer;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
    Set<String> all =
        MirrorRight.OF_SYNC.stream().map(MirrorRight::text).collect(Collectors.toSet());
    server =
        new ReviewingApiServer(
            MirrorRight.RESOURCE,
            NAMESPACE,
            Map.of("operator", all, "monitor", Set.of("repair"), "onlooker", Set.of()));
    return Map.of(
        "quarkus.kubernetes-client.api-server-url",
        server.url(),
        "understudy.kubernetes.enabled",
        "true",
        "understudy.release-namespace",
        NAMESPACE,
        "understudy.api.token-rights",
        "demote,repair",
        "understudy.api.review-cache-seconds",
        "0");
  }

  @Override
  public void stop() {
    server.close();
  }
}
