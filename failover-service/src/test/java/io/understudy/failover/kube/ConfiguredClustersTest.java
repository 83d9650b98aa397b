package io.understudy.failover.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.understudy.failover.settings.KubeconfigSecret;
import io.understudy.testkit.GrantedRights;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** This site's cluster keeps the kubeconfig of another. */
class ConfiguredClustersTest {

  @RegisterExtension
  static final GrantedRights RIGHTS =
      GrantedRights.of("etcd-sync-failover", "cpaas-system", ConfiguredClustersTest.class);

  private final MockApi here = new MockApi("v1.34.1");
  private final MockApi east = new MockApi("v1.33.9");
  private final ConfiguredClusters clusters =
      new ConfiguredClusters(
          Map.of("east", new KubeconfigSecret("cpaas-system", "east", "value")),
          new ConfiguredClusters.Here(() -> RIGHTS.bound(here.client()), () -> {}),
          Duration.ofSeconds(30));

  @AfterEach
  void stop() {
    clusters.close();
    here.close();
    east.close();
  }

  private static Secret secret(String key, String text) {
    String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace("cpaas-system")
        .withName("east")
        .endMetadata()
        .addToData(key, encoded)
        .build();
  }

  private static String kubeconfig(MockApi api) {
    return """
    apiVersion: v1
    kind: Config
    current-context: it
    clusters: [{name: c, cluster: {server: "http://%s"}}]
    users: [{name: u, user: {token: t}}]
    contexts: [{name: it, context: {cluster: c, user: u}}]
    """
        .formatted(api.servers().getFirst().address());
  }

  private static String version(KubernetesClient client) {
    return client.getKubernetesVersion().getGitVersion();
  }

  @Test
  void aWorkloadClusterIsReachedByItsSecretAndANewOneCountsAtOnce() {
    here.client().resource(secret("value", kubeconfig(east))).create();
    KubernetesClient first = clusters.client("east");
    assertThat(version(first)).isEqualTo("v1.33.9");
    assertThat(clusters.client("east")).as("kept while the Secret is the same").isSameAs(first);

    here.client().resource(secret("value", kubeconfig(here))).update();
    assertThat(version(clusters.client("east"))).isEqualTo("v1.34.1");
    assertThat(version(clusters.client("here"))).isEqualTo("v1.34.1");
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> clusters.client("east"))
        .hasMessageContaining("there is no Secret cpaas-system/east");
    here.client().resource(secret("other", "x")).create();
    assertThatThrownBy(() -> clusters.client("east")).hasMessageContaining("has no key 'value'");
    assertThatThrownBy(() -> clusters.client("west"))
        .hasMessageContaining("understudy.clusters.\"west\".kubeconfig-secret");
  }
}
