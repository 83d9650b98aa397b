package io.understudy.failover.access;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventList;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An API server that reviews tokens and rights, and keeps Events. A user's token is {@code
 * token-of-} and their name.
 */
public class ReviewingCluster implements QuarkusTestResourceLifecycleManager {

  static final String NAMESPACE = "dr";

  private static final String TOKEN = "token-of-";

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

  /** The token of whoever a review of fails, by the status of the failure. */
  static final Map<String, Integer> FAILS = Map.of("token-broken", 500, "token-forbidden", 403);

  /** What rights were asked for: user, verb, resource, group, namespace, name. */
  static final List<String> ASKED = new CopyOnWriteArrayList<>();

  private static volatile KubernetesCrudDispatcher stored = new KubernetesCrudDispatcher();

  private KubernetesMockServer server;

  static String token(String user) {
    return TOKEN + user;
  }

  static List<Event> events() {
    String json =
        stored.handleGet("/api/v1/namespaces/" + NAMESPACE + "/events").getBody().readUtf8();
    return Serialization.unmarshal(json, EventList.class).getItems();
  }

  @Override
  public Map<String, String> start() {
    stored = new KubernetesCrudDispatcher();
    server =
        new KubernetesMockServer(
            new io.fabric8.mockwebserver.Context(),
            new MockWebServer(),
            new HashMap<>(),
            new Reviewing(),
            false);
    server.start();
    return Map.of(
        "quarkus.kubernetes-client.api-server-url",
        "http://" + server.getHostName() + ":" + server.getPort(),
        "understudy.kubernetes.enabled",
        "true",
        "understudy.kubernetes.interval-ms",
        "500",
        "understudy.release-namespace",
        NAMESPACE);
  }

  @Override
  public void stop() {
    server.shutdown();
  }

  private static final class Reviewing extends Dispatcher {

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      return switch (request.getPath()) {
        case "/apis/authentication.k8s.io/v1/tokenreviews" -> user(request);
        case "/apis/authorization.k8s.io/v1/subjectaccessreviews" -> right(request);
        default -> stored.dispatch(request);
      };
    }

    private static MockResponse user(RecordedRequest request) {
      TokenReview review = Serialization.unmarshal(request.getUtf8Body(), TokenReview.class);
      String token = review.getSpec().getToken();
      Integer failure = FAILS.get(token);
      if (failure != null) {
        return json(failure, "{\"kind\":\"Status\",\"message\":\"not now\"}");
      }
      String name = token.startsWith(TOKEN) ? token.substring(TOKEN.length()) : "";
      TokenReviewBuilder answer = new TokenReviewBuilder(review);
      return json(
          201,
          Serialization.asJson(
              USERS.containsKey(name)
                  ? answer
                      .withNewStatus()
                      .withAuthenticated(true)
                      .withNewUser()
                      .withUsername(name)
                      .withUid("uid-of-" + name)
                      .withGroups("people", "system:authenticated")
                      .addToExtra("origin", List.of("tests"))
                      .endUser()
                      .endStatus()
                      .build()
                  : answer.withNewStatus().withAuthenticated(false).endStatus().build()));
    }

    private static MockResponse right(RecordedRequest request) {
      SubjectAccessReview review =
          Serialization.unmarshal(request.getUtf8Body(), SubjectAccessReview.class);
      var asked = review.getSpec().getResourceAttributes();
      String user = review.getSpec().getUser();
      ASKED.add(
          String.join(
              " ",
              user,
              asked.getVerb(),
              asked.getResource(),
              asked.getGroup(),
              asked.getNamespace(),
              asked.getName(),
              review.getSpec().getUid(),
              review.getSpec().getGroups().toString(),
              review.getSpec().getExtra().toString()));
      boolean allowed = USERS.getOrDefault(user, Set.of()).contains(asked.getVerb());
      return json(
          201,
          Serialization.asJson(
              new SubjectAccessReviewBuilder(review)
                  .withNewStatus()
                  .withAllowed(allowed)
                  .withReason(allowed ? "RBAC: allowed" : "no role")
                  .endStatus()
                  .build()));
    }

    private static MockResponse json(int code, String body) {
      return new MockResponse()
          .setResponseCode(code)
          .setHeader("Content-Type", "application/json")
          .setBody(body);
    }
  }
}
