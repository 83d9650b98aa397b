package io.understudy.service.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.service.log.RateLimit;
import java.time.Duration;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * Makes calls that may fail and are made again anyway: a failure is counted, and logged once in a
 * while.
 *
 * @param <T> what the cluster is called for
 */
public final class ApiCalls<T extends Enum<T>> {

  private static final Logger LOG = Logger.getLogger(ApiCalls.class);
  private static final Duration FAILURE_INTERVAL = Duration.ofSeconds(60);

  private final String link;
  private final Failures<T> failures;
  private final InstantSource time;
  private final RateLimit limit = new RateLimit(FAILURE_INTERVAL);

  public ApiCalls(String link, Failures<T> failures, InstantSource time) {
    this.link = link;
    this.failures = failures;
    this.time = time;
  }

  /** Throws nothing. */
  public void attempt(T task, Runnable calls) {
    try {
      calls.run();
    } catch (KubernetesClientException failure) {
      failed(task, failure);
    } catch (RuntimeException defect) {
      failures.count(task);
      LOG.errorf(defect, "A defect in the Kubernetes side link=%s", link);
    }
  }

  private void failed(T task, KubernetesClientException failure) {
    failures.count(task);
    long held = limit.pass(time.instant());
    if (held >= 0) {
      LOG.warnf(
          "Kubernetes API call failed, tried again link=%s for=%s reason=\"%s\" alsoSince=%d",
          link, Failures.text(task), message(failure), held);
    }
  }

  /** On one line. */
  private static String message(KubernetesClientException failure) {
    return ClientFailures.text(failure).replace('"', '\'').replace('\n', ' ');
  }
}
