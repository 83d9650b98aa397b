package io.understudy.monitor.settings;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/** Properties as the application would see them, without the application. */
public final class TestConfig {

  private TestConfig() {}

  /**
   * @param properties without the prefix {@code understudy.}
   */
  public static MonitorConfig of(Map<String, String> properties) {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder().addDefaultInterceptors().withMapping(MonitorConfig.class);
    Map<String, String> named = new HashMap<>();
    properties.forEach((name, value) -> named.put("understudy." + name, value));
    SmallRyeConfig config =
        builder.withSources(new PropertiesConfigSource(named, "test", 100)).build();
    return config.getConfigMapping(MonitorConfig.class);
  }
}
