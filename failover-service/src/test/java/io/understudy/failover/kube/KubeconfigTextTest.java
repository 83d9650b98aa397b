package io.understudy.failover.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeconfigTextTest {

  private static String kubeconfig(String user, String cluster) {
    return """
    apiVersion: v1
    kind: Config
    current-context: it
    clusters: [{name: c, cluster: {server: "https://192.0.2.1:6443"%s}}]
    users: [{name: u, user: {%s}}]
    contexts: [{name: it, context: {cluster: c, user: u}}]
    """
        .formatted(cluster, user);
  }

  @Test
  void aTokenIsEnough() {
    var config = KubeconfigText.read(kubeconfig("token: secret-token", ""), "Secret a/b/c");
    assertThat(config.getMasterUrl()).startsWith("https://192.0.2.1:6443");
    assertThat(config.getAutoOAuthToken()).isEqualTo("secret-token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exec: {apiVersion: client.authentication.k8s.io/v1, command: touch, args: [secret-x]}",
        "tokenFile: /etc/secret-x",
        "client-key: /etc/secret-x",
      })
  void itNeitherRunsAProgramNorReadsAFile(String user) {
    assertThatThrownBy(() -> KubeconfigText.read(kubeconfig(user, ""), "Secret a/b/c"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("Secret a/b/c names files or programs")
        .hasMessageNotContaining("secret-x");
  }

  @Test
  void norTheCaOfAnotherMachine() {
    String text = kubeconfig("token: t", ", certificate-authority: /etc/ca");
    assertThatThrownBy(() -> KubeconfigText.read(text, "Secret a/b/c"))
        .hasMessageContaining("names files");
  }

  @Test
  void whatIsNoKubeconfigIsSaidWithoutItsContent() {
    assertThatThrownBy(() -> KubeconfigText.read("[secret-x", "Secret a/b/c"))
        .hasMessageContaining("Secret a/b/c is no usable kubeconfig")
        .hasMessageNotContaining("secret-x");
  }
}
