package io.understudy.monitor.settings;

import io.understudy.monitor.settings.ReadinessSettings.PrimaryApi;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Settings made of properties, without the application. */
public final class TestSettings {

  private TestSettings() {}

  /**
   * @param properties without the prefix {@code understudy.}, beside the endpoints
   */
  public static MonitorSettings of(Map<String, String> properties) {
    Map<String, String> all = new HashMap<>();
    all.put("source.endpoints", "one:2379");
    all.put("target.endpoints", "two:2379");
    all.putAll(properties);
    return MonitorSettingsReader.read(TestConfig.of(all));
  }

  public static ReadinessSettings readiness() {
    return of(Map.of()).readiness();
  }

  public static ReadinessSettings readiness(PrimaryApi primary) {
    ReadinessSettings given = readiness();
    return new ReadinessSettings(
        given.interval(),
        given.timeout(),
        given.connectTimeout(),
        given.proofInterval(),
        given.sourceVip(),
        given.targetVip(),
        given.platformHost(),
        given.ports(),
        given.registry(),
        given.components(),
        given.secretsMax(),
        given.thresholds(),
        given.standbyKubeconfig(),
        Optional.of(primary));
  }
}
