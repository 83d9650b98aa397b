package io.understudy.failover.dns;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;

/** What people are told of a failed call to an API server. */
final class KubernetesFailure {

  private KubernetesFailure() {}

  /** The server's own message where there is one; it never holds what was sent. */
  static String text(KubernetesClientException failure) {
    if (failure.getStatus() != null && failure.getStatus().getMessage() != null) {
      return failure.getCode() + ": " + failure.getStatus().getMessage();
    }
    if (failure.getCode() > 0) {
      return "HTTP " + failure.getCode();
    }
    String said = String.valueOf(failure.getMessage());
    return failure.getCause() instanceof IOException notReached
        ? said + " " + notReached.getMessage()
        : said;
  }
}
