package io.understudy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.understudy.failover.access.AccessConfig;
import io.understudy.failover.audit.AuditConfig;
import io.understudy.failover.reprotect.OrphansConfig;
import io.understudy.failover.reprotect.PeerSyncConfig;
import io.understudy.failover.settings.FailoverConfig;
import io.understudy.monitor.settings.MonitorConfig;
import io.understudy.service.health.WatchedConfig;
import io.understudy.sync.settings.SyncConfig;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A variable that no service reads would be passed over in silence. */
class PropertiesTest {

  /** Values that bring out every variable. */
  private static final String EVERYTHING =
      """
      peer:
        syncUrl: http://192.0.2.10:8080
        syncTokenSecret: peer-token
        callerTokenSecret: caller-token
      source: {vip: 192.0.2.10, username: mirror, passwordSecret: pw, encryptionSecret: enc}
      target: {username: mirror, passwordSecret: pw, encryptionSecret: enc}
      site: {vip: 192.0.2.20}
      platform: {address: platform.example.test}
      scope: {rules: "version: 1"}
      check: {rules: "version: 1"}
      failover: {runbook: "version: 1", primaryKubeconfigSecret: primary, storage: {enabled: true}}
      """;

  static Stream<Arguments> services() {
    return Stream.of(
        Arguments.of(
            "etcd-sync",
            List.of(
                SyncConfig.class,
                io.understudy.sync.settings.ApiConfig.class,
                WatchedConfig.class)),
        Arguments.of(
            "etcd-sync-monitor",
            List.of(
                MonitorConfig.class,
                io.understudy.monitor.settings.ApiConfig.class,
                WatchedConfig.class)),
        Arguments.of(
            "etcd-sync-failover",
            List.of(
                FailoverConfig.class,
                AccessConfig.class,
                AuditConfig.class,
                OrphansConfig.class,
                PeerSyncConfig.class,
                WatchedConfig.class)));
  }

  @ParameterizedTest
  @MethodSource("services")
  void eachVariableIsOneThatTheServiceReads(String deployment, List<Class<?>> mappings) {
    List<HasMetadata> objects = Chart.render(EVERYTHING);
    Policy.holds(objects);
    Set<String> known =
        mappings.stream()
            .flatMap(mapping -> names(mapping).stream())
            .map(PropertiesTest::variable)
            .collect(Collectors.toSet());

    List<String> set =
        Chart.one(objects, Deployment.class, deployment)
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .getFirst()
            .getEnv()
            .stream()
            .map(EnvVar::getName)
            .filter(name -> name.startsWith("UNDERSTUDY_"))
            .toList();

    assertThat(set).hasSizeGreaterThan(15);
    assertThat(known).containsAll(set);
  }

  private static Set<String> names(Class<?> mapping) {
    String prefix = mapping.getAnnotation(ConfigMapping.class).prefix();
    return ConfigMappings.getProperties(ConfigMappings.ConfigClass.configClass(mapping, prefix))
        .keySet();
  }

  private static String variable(String property) {
    return property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
