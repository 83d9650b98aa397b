package io.understudy.failover.dns;

import io.understudy.failover.kube.Clusters;
import io.understudy.failover.web.WebCalls;
import io.understudy.failover.web.WebhookCall;
import io.understudy.service.kubernetes.ApiClient;

/** For steps that need no Kubernetes: whoever asks for it fails. */
final class NoCluster {

  private NoCluster() {}

  static ApiClient client() {
    return new ApiClient(
        () -> {
          throw new IllegalStateException("no cluster is needed here");
        });
  }

  static Clusters clusters() {
    return name -> {
      throw new IllegalStateException("no cluster is needed here");
    };
  }

  static WebhookCall webhooks() {
    return new WebhookCall(new WebCalls(null), "global", "b");
  }

  static PodExec exec() {
    return (client, namespace, pod, command) -> {
      throw new IllegalStateException("no pod is needed here");
    };
  }
}
