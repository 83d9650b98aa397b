package io.understudy.failover.health;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Live as long as it answers: an etcd that does not answer is no reason to restart. */
@Liveness
@Singleton
public class FailoverLive implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.up("failover");
  }
}
