package io.understudy.service.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a cluster says of tokens and rights. Each call throws {@link
 * io.fabric8.kubernetes.client.KubernetesClientException} if the API server does not answer, or
 * does not let this service ask.
 */
public interface Reviews {

  /**
   * A user as the cluster knows them.
   *
   * @param extra what authenticators add
   */
  record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {}

  /** Whose token it is; empty if it is nobody's. */
  Optional<User> user(String token);

  /** Why the user lacks the right; empty if they have it. */
  Optional<String> refusal(User user, Permission permission);
}
