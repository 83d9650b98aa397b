package io.understudy.service.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The client of the API server, made at the first call: a kubeconfig that cannot be used disturbs
 * nothing else. Safe for use by several threads.
 */
public final class ApiClient {

  private final Supplier<KubernetesClient> clients;
  private volatile @Nullable KubernetesClient client;

  /**
   * @param clients makes the client, asked again as long as it fails
   */
  public ApiClient(Supplier<KubernetesClient> clients) {
    this.clients = clients;
  }

  /**
   * @throws KubernetesClientException if it cannot be made
   */
  public KubernetesClient get() {
    KubernetesClient made = client;
    if (made != null) {
      return made;
    }
    try {
      made = clients.get();
    } catch (RuntimeException unusable) {
      throw new KubernetesClientException("the client cannot be made", unusable);
    }
    client = made;
    return made;
  }

  /**
   * Another replica was quicker: what it wrote is looked at next time.
   *
   * @throws KubernetesClientException if the call fails for another reason
   */
  public static void unlessOthersDid(Runnable call) {
    try {
      call.run();
    } catch (KubernetesClientException failure) {
      if (failure.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw failure;
      }
    }
  }
}
