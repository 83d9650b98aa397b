package io.understudy.sync.health;

import io.understudy.sync.replica.Replica;
import io.understudy.sync.status.StatusBoard;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready as a leader that is sound, or as a follower that sees a leader. */
@Readiness
@Singleton
public class MirrorReady implements HealthCheck {

  private final Replica replica;

  @Inject
  MirrorReady(Replica replica) {
    this.replica = replica;
  }

  @Override
  public HealthCheckResponse call() {
    StatusBoard board = replica.board();
    return HealthCheckResponse.named("mirror")
        .status(board.isReady())
        .withData("phase", board.phase().text())
        .withData("reason", board.reason())
        .build();
  }
}
