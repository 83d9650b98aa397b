package io.understudy.monitor.health;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready as long as both ends can be read: nothing can be compared otherwise. */
@Readiness
@Singleton
public class MonitorReady implements HealthCheck {

  private final EndsProbe ends;

  @Inject
  MonitorReady(EndsProbe ends) {
    this.ends = ends;
  }

  @Override
  public HealthCheckResponse call() {
    List<String> troubles = ends.troubles();
    String reason = troubles.isEmpty() ? "both etcds can be read" : String.join("; ", troubles);
    return HealthCheckResponse.named("etcds")
        .status(troubles.isEmpty())
        .withData("reason", reason)
        .build();
  }
}
