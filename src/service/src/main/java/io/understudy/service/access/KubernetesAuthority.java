package io.understudy.service.access;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Bytes;
import io.understudy.service.access.Reviews.User;
import io.understudy.service.api.Problems;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Callers are who their bearer tokens belong to in this site's cluster, and may do what its RBAC
 * says. Answers, good and bad, hold for a short time. Tokens are kept as digests.
 */
public final class KubernetesAuthority implements Authority {

  private static final Logger LOG = Logger.getLogger(KubernetesAuthority.class);
  private static final Set<Integer> NOT_LET = Set.of(401, 403);

  private final String service;
  private final Optional<String> audience;
  private final Reviews reviews;
  private final BriefMemory<String, Optional<User>> users;
  private final BriefMemory<Question, Optional<String>> refusals;

  private record Question(User user, Permission permission) {}

  /**
   * @param service that asks, as messages call it
   * @param audience that tokens have to be made for; for messages
   * @param settings of what is remembered; the oldest answers go first
   */
  public KubernetesAuthority(
      String service,
      Optional<String> audience,
      Reviews reviews,
      ReviewSettings settings,
      Timing timing) {
    this.service = service;
    this.audience = audience;
    this.reviews = reviews;
    this.users = new BriefMemory<>(settings.kept(), settings.hold(), timing);
    this.refusals = new BriefMemory<>(settings.kept(), settings.hold(), timing);
  }

  private final class Known implements Identity {

    private final User user;

    private Known(User user) {
      this.user = user;
    }

    @Override
    public Caller caller() {
      return new Caller(user.name(), user.groups(), "kubernetes");
    }

    @Override
    public Optional<String> refusal(Permission permission) {
      return refusals.get(
          new Question(user, permission), () -> asked(() -> reviews.refusal(user, permission)));
    }
  }

  @Override
  public Identity identify(Credentials shown) {
    String token =
        shown.bearer().orElseThrow(() -> unauthorized("send a token of this site's cluster as"));
    return users
        .get(Bytes.utf8(token).sha256(), () -> asked(() -> reviews.user(token)))
        .map(Known::new)
        .orElseThrow(
            () -> unauthorized("this site's cluster does not know the token; send one of its as"));
  }

  private <T> T asked(Supplier<T> question) {
    try {
      return question.get();
    } catch (KubernetesClientException failure) {
      // The client may quote what it was sent: only its code is told, and the class of the cause.
      String why = why(failure);
      LOG.warnf("A caller cannot be reviewed reason=\"%s\"", why);
      throw Problems.of(
          Status.SERVICE_UNAVAILABLE, "Who calls, and what they may do, cannot be told", why);
    }
  }

  private String why(KubernetesClientException failure) {
    if (NOT_LET.contains(failure.getCode())) {
      return "this site's API server does not let "
          + service
          + " review tokens and rights ("
          + failure.getCode()
          + "); bind its ServiceAccount to the ClusterRole system:auth-delegator";
    }
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String what =
        failure.getCode() > 0
            ? "answered " + failure.getCode()
            : "does not answer (" + cause.getClass().getSimpleName() + ")";
    return "this site's API server "
        + what
        + "; try again, or, if it stays so, set understudy.api.authorization=token-file with"
        + " understudy.api.token-file and restart "
        + service;
  }

  private HttpProblem unauthorized(String what) {
    return HttpProblem.builder()
        .withStatus(Status.UNAUTHORIZED)
        .withTitle("Token missing or unknown")
        .withDetail(
            what
                + " 'Authorization: Bearer <token>'; kubectl create token"
                + audience.map(name -> " --audience " + name).orElse("")
                + " makes one")
        .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
        .build();
  }
}
