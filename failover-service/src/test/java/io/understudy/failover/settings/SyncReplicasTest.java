package io.understudy.failover.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SyncReplicasTest {

  private static List<URI> read(String replicas) {
    Map<String, String> properties = new HashMap<>();
    properties.put("understudy.source.endpoints", "http://127.0.0.1:1");
    properties.put("understudy.target.endpoints", "http://127.0.0.1:2");
    properties.put("understudy.sync.replicas", replicas);
    FailoverConfig config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withMapping(FailoverConfig.class)
            .withSources(new PropertiesConfigSource(properties, "test", 100))
            .build()
            .getConfigMapping(FailoverConfig.class);
    return FailoverSettingsReader.read(config).syncReplicas();
  }

  @Test
  void eachIsAnAddress() {
    assertThat(read("http://sync-0.sync:8080/, https://sync-1:8443"))
        .containsExactly(URI.create("http://sync-0.sync:8080"), URI.create("https://sync-1:8443"));
    assertThat(read("")).isEmpty();
  }

  @Test
  void whatIsNoneIsToldAtTheStart() {
    assertThatThrownBy(() -> read("sync-0:8080"))
        .hasMessageContaining("understudy.sync.replicas")
        .hasMessageContaining("'sync-0:8080' is no address of a service");
  }
}
