package io.understudy.failover.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunbookVariablesTest {

  /** The chart takes a default of the product's runbook away like this. */
  @Test
  void aVariableMayBeEmpty() {
    Map<String, String> properties =
        Map.of(
            "understudy.source.endpoints", "http://127.0.0.1:1",
            "understudy.target.endpoints", "http://127.0.0.1:2",
            "understudy.runbook.variables.\"dns.lookup-from\"", "",
            "understudy.runbook.variables.\"site.vip\"", "192.0.2.1");
    FailoverConfig config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withMapping(FailoverConfig.class)
            .withSources(new PropertiesConfigSource(properties, "test", 100))
            .build()
            .getConfigMapping(FailoverConfig.class);

    assertThat(FailoverSettingsReader.read(config).variables())
        .containsEntry("dns.lookup-from", "")
        .containsEntry("site.vip", "192.0.2.1");
  }
}
