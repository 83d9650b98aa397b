package io.understudy.failover.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.service.kubernetes.ClientFailures;
import java.net.HttpURLConnection;

/** What an API server said, or why it said nothing. */
final class Said {

  private static final int MOST = 600;

  private Said() {}

  /** In the API server's own words where there are any, on one line. */
  static String by(KubernetesClientException failure) {
    String status = failure.getStatus() == null ? null : failure.getStatus().getMessage();
    String said = status == null ? ClientFailures.text(failure) : status;
    String line = said.replace('\n', ' ').strip();
    return line.length() <= MOST ? line : line.substring(0, MOST) + " …";
  }

  /** Whether it answered at all. */
  static boolean isAnswer(KubernetesClientException failure) {
    return failure.getCode() > 0;
  }

  static boolean isConflict(KubernetesClientException failure) {
    return failure.getCode() == HttpURLConnection.HTTP_CONFLICT;
  }

  /** Whether the API server has certainly not done what it was asked for. */
  static boolean isRefusal(KubernetesClientException failure) {
    int code = failure.getCode();
    return code >= HttpURLConnection.HTTP_BAD_REQUEST
        && code < HttpURLConnection.HTTP_INTERNAL_ERROR
        && code != HttpURLConnection.HTTP_CLIENT_TIMEOUT
        && code != HttpURLConnection.HTTP_CONFLICT;
  }

  static boolean isMissing(KubernetesClientException failure) {
    return failure.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
  }
}
