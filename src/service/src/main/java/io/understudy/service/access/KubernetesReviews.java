package io.understudy.service.access;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Asks an API server, by TokenReview and SubjectAccessReview. */
public final class KubernetesReviews implements Reviews {

  /** The API group of the resources that rights are virtual verbs of. */
  public static final String GROUP = "understudy.io";

  private static final Logger LOG = Logger.getLogger(KubernetesReviews.class);

  private static final String ANONYMOUS = "system:anonymous";

  private final Supplier<KubernetesClient> client;
  private final Optional<String> audience;
  private final String resource;
  private final String namespace;
  private final String link;

  /**
   * @param client fails at once where it fails, and in time
   * @param audience that tokens must have been made for; empty for the API server's own
   * @param resource of {@value #GROUP}, that rights are virtual verbs of
   * @param namespace that roles grant the rights in
   * @param link that roles may limit them to, as a resource's name
   */
  public KubernetesReviews(
      Supplier<KubernetesClient> client,
      Optional<String> audience,
      String resource,
      String namespace,
      String link) {
    this.client = client;
    this.audience = audience;
    this.resource = resource;
    this.namespace = namespace;
    this.link = link;
  }

  @Override
  public Optional<User> user(String token) {
    TokenReview asked =
        new TokenReviewBuilder()
            .withNewSpec()
            .withToken(token)
            .withAudiences(audience.map(List::of).orElse(List.of()))
            .endSpec()
            .build();
    TokenReviewStatus status = client.get().tokenReviews().create(asked).getStatus();
    if (status == null || !Boolean.TRUE.equals(status.getAuthenticated())) {
      LOG.debug("A token was not taken");
      return Optional.empty();
    }
    // An authenticator that knows no audiences says yes and names none.
    if (audience.isPresent() && !list(status.getAudiences()).contains(audience.get())) {
      LOG.debug("A token was made for another audience");
      return Optional.empty();
    }
    UserInfo user = status.getUser();
    String name = user == null ? "" : text(user.getUsername());
    return name.isEmpty() || name.equals(ANONYMOUS)
        ? Optional.empty()
        : Optional.of(
            new User(name, text(user.getUid()), list(user.getGroups()), map(user.getExtra())));
  }

  @Override
  public Optional<String> refusal(User user, Permission permission) {
    SubjectAccessReview asked =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(user.name())
            .withUid(user.uid())
            .withGroups(user.groups())
            .withExtra(user.extra())
            .withNewResourceAttributes()
            .withGroup(GROUP)
            .withResource(resource)
            .withVerb(permission.text())
            .withNamespace(namespace)
            .withName(link)
            .endResourceAttributes()
            .endSpec()
            .build();
    SubjectAccessReviewStatus status =
        client.get().authorization().v1().subjectAccessReview().create(asked).getStatus();
    if (status != null && Boolean.TRUE.equals(status.getAllowed())) {
      return Optional.empty();
    }
    String why = status == null ? "" : text(status.getReason()) + text(status.getEvaluationError());
    return Optional.of(
        "RBAC of this site's cluster does not let "
            + user.name()
            + " "
            + permission.text()
            + " "
            + resource
            + "."
            + GROUP
            + " in namespace "
            + namespace
            + (why.isEmpty() ? "" : " (" + why + ")"));
  }

  private static String text(@Nullable String given) {
    return given == null ? "" : given;
  }

  private static List<String> list(@Nullable List<String> given) {
    return given == null ? List.of() : List.copyOf(given);
  }

  private static Map<String, List<String>> map(@Nullable Map<String, List<String>> given) {
    return given == null ? Map.of() : Map.copyOf(given);
  }
}
