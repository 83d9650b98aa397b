package io.understudy.testkit;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventList;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An API server that reviews tokens and rights, and keeps whatever else it is given. Rights are
 * those of one resource of {@code understudy.io}, in one namespace. It can be cut off.
 */
public final class ReviewingApiServer implements AutoCloseable {

  /** Tokens whose review fails, by the status of the failure. */
  public static final Map<String, Integer> FAILS =
      Map.of("token-broken", 500, "token-forbidden", 403);

  private static final String TOKEN = "token-of-";
  private static final String FOR = "@";
  private static final String ANY = "any";

  private final Map<String, Set<String>> users;
  private final String resource;
  private final String namespace;
  private final KubernetesCrudDispatcher stored = new KubernetesCrudDispatcher();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final KubernetesMockServer server;
  private final FaultLink link;

  /**
   * @param users with their rights
   */
  public ReviewingApiServer(String resource, String namespace, Map<String, Set<String>> users) {
    this.users = users;
    this.resource = resource;
    this.namespace = namespace;
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new Reviewing(), false);
    server.start();
    link = FaultLink.to("http://" + server.getHostName() + ":" + server.getPort());
  }

  /** Of a user, made for the API server itself. */
  public static String token(String user) {
    return TOKEN + user;
  }

  /** Of a user, made for an audience. */
  public static String token(String user, String audience) {
    return token(user) + FOR + audience;
  }

  /** Of a user, taken by an authenticator that knows nothing of audiences. */
  public static String tokenForAny(String user) {
    return token(user, ANY);
  }

  public String url() {
    return link.endpoint();
  }

  /** It is gone until {@link #comeBack}. */
  public void goAway() {
    link.cut();
  }

  public void comeBack() {
    link.heal();
  }

  /**
   * What rights were asked for: user, verb, resource, group, namespace, name, uid, groups, extra.
   */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  public List<Event> events() {
    String json =
        stored.handleGet("/api/v1/namespaces/" + namespace + "/events").getBody().readUtf8();
    return Serialization.unmarshal(json, EventList.class).getItems();
  }

  @Override
  public void close() {
    link.close();
    server.shutdown();
  }

  private final class Reviewing extends Dispatcher {

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      return switch (request.getPath()) {
        case "/apis/authentication.k8s.io/v1/tokenreviews" -> user(request);
        case "/apis/authorization.k8s.io/v1/subjectaccessreviews" -> right(request);
        default -> stored.dispatch(request);
      };
    }

    private MockResponse user(RecordedRequest request) {
      TokenReview review = Serialization.unmarshal(request.getUtf8Body(), TokenReview.class);
      String token = review.getSpec().getToken();
      Integer failure = FAILS.get(token);
      if (failure != null) {
        return json(failure, "{\"kind\":\"Status\",\"message\":\"not now\"}");
      }
      String[] parts =
          token.startsWith(TOKEN)
              ? token.substring(TOKEN.length()).split(FOR, 2)
              : new String[] {""};
      List<String> wanted = review.getSpec().getAudiences();
      boolean isKnown = users.containsKey(parts[0]);
      return json(
          201,
          Serialization.asJson(
              isKnown && isFor(parts, wanted)
                  ? authentic(review, parts, wanted)
                  : new TokenReviewBuilder(review)
                      .withNewStatus()
                      .withAuthenticated(false)
                      .withError("token audiences are invalid")
                      .endStatus()
                      .build()));
    }

    private static boolean isFor(String[] parts, List<String> wanted) {
      return parts.length == 1
          ? wanted.isEmpty()
          : parts[1].equals(ANY) || wanted.contains(parts[1]);
    }

    private static TokenReview authentic(TokenReview review, String[] parts, List<String> wanted) {
      return new TokenReviewBuilder(review)
          .withNewStatus()
          .withAuthenticated(true)
          .withAudiences(parts.length > 1 && parts[1].equals(ANY) ? List.of() : wanted)
          .withNewUser()
          .withUsername(parts[0])
          .withUid("uid-of-" + parts[0])
          .withGroups("people", "system:authenticated")
          .addToExtra("origin", List.of("tests"))
          .endUser()
          .endStatus()
          .build();
    }

    private MockResponse right(RecordedRequest request) {
      SubjectAccessReview review =
          Serialization.unmarshal(request.getUtf8Body(), SubjectAccessReview.class);
      ResourceAttributes attributes = review.getSpec().getResourceAttributes();
      String user = review.getSpec().getUser();
      asked.add(
          String.join(
              " ",
              user,
              attributes.getVerb(),
              attributes.getResource(),
              attributes.getGroup(),
              attributes.getNamespace(),
              attributes.getName(),
              review.getSpec().getUid(),
              review.getSpec().getGroups().toString(),
              review.getSpec().getExtra().toString()));
      boolean isAllowed =
          users.getOrDefault(user, Set.of()).contains(attributes.getVerb())
              && attributes.getResource().equals(resource)
              && attributes.getGroup().equals("understudy.io")
              && attributes.getNamespace().equals(namespace);
      return json(
          201,
          Serialization.asJson(
              new SubjectAccessReviewBuilder(review)
                  .withNewStatus()
                  .withAllowed(isAllowed)
                  .withReason(isAllowed ? "RBAC: allowed" : "no role")
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
