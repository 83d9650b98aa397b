package io.understudy.failover.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class SaidTest {

  @Test
  void whyNobodyAnsweredIsSaidOnOneLine() {
    Throwable refused = new ConnectException("Connection refused:\n192.0.2.1");

    assertThat(Said.by(new KubernetesClientException("it failed", refused)))
        .isEqualTo("it failed: Connection refused: 192.0.2.1");
  }

  /** What is said goes into plans, the journal and the log; a parser's message quotes its input. */
  @Test
  void whatCouldNotBeReadIsNotSaid() {
    String text = "kind: Secret\ndata:\n  token: canary: b\n";
    Throwable unread = catchThrowable(() -> Serialization.unmarshal(text, Secret.class));

    assertThat(Said.by(new KubernetesClientException("it failed", unread)))
        .startsWith("it failed: ")
        .doesNotContain("canary");
  }
}
