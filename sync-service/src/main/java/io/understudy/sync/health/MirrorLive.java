package io.understudy.sync.health;

import io.understudy.sync.replica.Replica;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Live as long as the mirror's thread is: an etcd that does not answer is no reason to restart. */
@Liveness
@Singleton
public class MirrorLive implements HealthCheck {

  private final Replica replica;

  @Inject
  MirrorLive(Replica replica) {
    this.replica = replica;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("mirror thread").status(replica.isAlive()).build();
  }
}
