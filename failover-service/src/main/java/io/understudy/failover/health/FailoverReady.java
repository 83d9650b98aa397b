package io.understudy.failover.health;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready as long as journals can be read: nothing can be planned or begun otherwise. */
@Readiness
@Singleton
public class FailoverReady implements HealthCheck {

  private final JournalProbe journals;

  @Inject
  FailoverReady(JournalProbe journals) {
    this.journals = journals;
  }

  @Override
  public HealthCheckResponse call() {
    Optional<String> trouble = journals.trouble();
    return HealthCheckResponse.named("journals")
        .status(trouble.isEmpty())
        .withData("reason", trouble.orElse("this site's etcd can be read"))
        .build();
  }
}
