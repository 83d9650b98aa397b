package io.understudy.sync.settings;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Properties as the application would see them, without the application. */
public final class TestConfig {

  private TestConfig() {}

  /**
   * @param properties without the prefix {@code understudy.}
   */
  public static SyncConfig of(Map<String, String> properties) {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder().addDefaultInterceptors().withMapping(SyncConfig.class);
    Map<String, String> named = new java.util.HashMap<>();
    properties.forEach((name, value) -> named.put("understudy." + name, value));
    SmallRyeConfig config =
        builder.withSources(new PropertiesConfigSource(named, "test", 100)).build();
    return config.getConfigMapping(SyncConfig.class);
  }
}
