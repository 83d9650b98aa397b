package io.understudy.service.health;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.jboss.logging.Logger;

/**
 * Not live any more once settings have changed that are read at the start alone: whoever watches
 * over the process starts it again, with them. Not in the middle of something.
 */
@Liveness
@Startup
@Singleton
public class SettingsLive implements HealthCheck {

  private static final Logger LOG = Logger.getLogger(SettingsLive.class);
  private static final String NAME = "settings as at the start";

  private final MountedFiles files;
  private final Instance<RestartHold> holds;
  private boolean isTold;

  @Inject
  SettingsLive(WatchedConfig config, Instance<RestartHold> holds) {
    this.holds = holds;
    try {
      this.files = new MountedFiles(config.watched().orElse(List.of()));
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "the directories of understudy.settings.watched cannot be read: " + failure.getMessage(),
          failure);
    }
  }

  @Override
  public synchronized HealthCheckResponse call() {
    Optional<String> changed = files.changed();
    if (changed.isEmpty() || holds.stream().anyMatch(RestartHold::isBusy)) {
      return HealthCheckResponse.up(NAME);
    }
    if (!isTold) {
      LOG.infof("Settings have changed; to be started again with them file=%s", changed.get());
      isTold = true;
    }
    HealthCheckResponseBuilder down = HealthCheckResponse.named(NAME).down();
    return down.withData("changed", changed.get()).build();
  }
}
