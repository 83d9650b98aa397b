package io.understudy.failover.uninstall;

import io.understudy.failover.mode.Surroundings;
import io.understudy.service.rest.RestClient;
import io.understudy.service.settings.BadSettingsException;
import io.understudy.service.settings.Problems;
import io.understudy.service.settings.RestSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What the Jobs around an uninstall are told.
 *
 * @param namespace of the release
 * @param app value of the label {@code app} of sync-service's pods
 * @param force to uninstall whatever is found
 * @param askTimeout of each question to a service
 * @param leaveTimeout how long sync-service's pods may take to end
 */
record UninstallSettings(
    String link,
    String namespace,
    String app,
    boolean force,
    Optional<URI> sync,
    Optional<URI> monitor,
    Duration askTimeout,
    Duration leaveTimeout) {

  private static final String PREFIX = "understudy.";
  private static final int LEAST_MS = 100;
  private static final int MOST_MS = 3_600_000;

  /**
   * @throws BadSettingsException if something cannot be used; says what
   */
  static UninstallSettings of(Surroundings around) {
    Problems problems = new Problems();
    UninstallSettings settings =
        new UninstallSettings(
            around.setting("understudy.link", "global"),
            around.setting("pod.namespace", "cpaas-system"),
            around.setting("understudy.uninstall.sync-app", "etcd-sync"),
            problems.flag("uninstall.force", around.setting("understudy.uninstall.force", "false")),
            address(around, "sync.url", problems),
            address(around, "monitor.url", problems),
            millis(around, "uninstall.ask-timeout-ms", "20000", problems),
            millis(around, "uninstall.leave-timeout-ms", "120000", problems));
    problems.throwIfAny();
    return settings;
  }

  private static Duration millis(
      Surroundings around, String property, String otherwise, Problems problems) {
    String text = around.setting(PREFIX + property, otherwise);
    return problems.millis(property, text, LEAST_MS, MOST_MS);
  }

  private static Optional<URI> address(Surroundings around, String property, Problems problems) {
    return around
        .settings()
        .apply(PREFIX + property)
        .flatMap(text -> RestSettings.address(property, text, problems));
  }

  /** Asks without a token: it changes nothing. */
  RestClient client(String service, String property, Optional<URI> url) {
    return new RestClient(service, new RestSettings(property, url, Optional.empty(), askTimeout));
  }
}
