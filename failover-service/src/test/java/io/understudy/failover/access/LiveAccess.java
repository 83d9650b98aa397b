package io.understudy.failover.access;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.understudy.service.access.Authority;
import io.understudy.service.access.Caller;
import io.understudy.service.access.Credentials;
import io.understudy.service.access.Identity;
import io.understudy.service.access.KubernetesAuthority;
import io.understudy.service.access.KubernetesReviews;
import io.understudy.service.access.Permission;
import io.understudy.service.access.ReviewSettings;
import io.understudy.service.time.ServiceTiming;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;

/** What production code says of tokens and rights, for tests with a real API server. */
public final class LiveAccess {

  private final Authority authority;

  /**
   * @param service who reviews
   */
  public LiveAccess(KubernetesClient service, String namespace, String link) {
    this(service, Optional.empty(), Right.RESOURCE, namespace, link);
  }

  /**
   * @param audience that tokens must have been made for; empty for the API server's own
   */
  public LiveAccess(
      KubernetesClient service,
      Optional<String> audience,
      String resource,
      String namespace,
      String link) {
    this.authority =
        new KubernetesAuthority(
            "failover-service",
            audience,
            new KubernetesReviews(() -> service, audience, resource, namespace, link),
            new ReviewSettings(Duration.ZERO, 1_000),
            new ServiceTiming(InstantSource.system(), new SplittableRandom()));
  }

  /**
   * @throws io.quarkiverse.resteasy.problem.HttpProblem as callers get it
   */
  public Caller caller(String token) {
    return identity(token).caller();
  }

  /** Why the bearer may not; empty if they may. */
  public Optional<String> refusal(String token, Permission right) {
    return identity(token).refusal(right);
  }

  private Identity identity(String token) {
    return authority.identify(
        new Credentials(Optional.of("Bearer " + token), Optional.empty(), true));
  }
}
