package io.understudy.monitor.settings;

import java.util.HashMap;
import java.util.Map;

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
}
