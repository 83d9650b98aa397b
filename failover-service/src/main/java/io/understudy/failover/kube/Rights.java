package io.understudy.failover.kube;

import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;

/** Asks an API server what this process may do there. */
public final class Rights {

  private Rights() {}

  /**
   * One verb on one resource.
   *
   * @param group empty for the core group
   * @param resource with its subresource after a slash, if one is meant
   * @param namespace empty for all of a cluster-scoped resource
   * @param name empty for any
   */
  public record Right(String verb, String group, String resource, String namespace, String name) {

    private ResourceAttributes attributes() {
      int slash = resource.indexOf('/');
      ResourceAttributesBuilder attributes =
          new ResourceAttributesBuilder()
              .withVerb(verb)
              .withGroup(group)
              .withResource(slash < 0 ? resource : resource.substring(0, slash));
      if (slash >= 0) {
        attributes.withSubresource(resource.substring(slash + 1));
      }
      if (!namespace.isEmpty()) {
        attributes.withNamespace(namespace);
      }
      if (!name.isEmpty()) {
        attributes.withName(name);
      }
      return attributes.build();
    }

    private String text() {
      return verb
          + " "
          + resource
          + (group.isEmpty() ? "" : "." + group)
          + (name.isEmpty() ? "" : " '" + name + "'")
          + (namespace.isEmpty() ? "" : " in namespace " + namespace);
    }
  }

  /**
   * @param where for messages, for example {@code the primary's API server 10.0.0.1:6443}
   * @return a problem for each right that is missing, and one if it cannot be asked
   */
  public static List<String> missing(KubernetesClient client, String where, List<Right> needed) {
    List<String> problems = new ArrayList<>();
    try {
      for (Right right : needed) {
        if (!isGranted(client, right)) {
          problems.add(
              where
                  + " does not let this service "
                  + right.text()
                  + "; grant it (docs/kubernetes.md)");
        }
      }
    } catch (KubernetesClientException failure) {
      problems.add(where + " does not say what this service may do: " + Said.by(failure));
    }
    return problems;
  }

  private static boolean isGranted(KubernetesClient client, Right right) {
    SelfSubjectAccessReview question =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withResourceAttributes(right.attributes())
            .endSpec()
            .build();
    SelfSubjectAccessReview answer =
        client.authorization().v1().selfSubjectAccessReview().create(question);
    return answer.getStatus() != null && Boolean.TRUE.equals(answer.getStatus().getAllowed());
  }
}
