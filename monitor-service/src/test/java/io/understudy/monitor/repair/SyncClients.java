package io.understudy.monitor.repair;

import io.understudy.monitor.settings.SyncSettings;
import java.time.Duration;
import java.util.Optional;

/** Clients of sync-services for tests. */
public final class SyncClients {

  private SyncClients() {}

  /** None is configured. */
  public static SyncClient none() {
    return new SyncClient(
        new SyncSettings(Optional.empty(), Optional.empty(), Duration.ofSeconds(1)));
  }
}
