package io.understudy.service.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Why a call failed is told, and what could not be read is not. */
class ClientFailuresTest {

  private static final String FAILED = "Operation: [get] failed.";

  @Test
  void whyTheNetworkFailedIsTold() {
    Throwable refused = new ConnectException("Connection refused: 192.0.2.1:6443");

    assertThat(ClientFailures.text(new KubernetesClientException(FAILED, refused)))
        .isEqualTo(FAILED + ": Connection refused: 192.0.2.1:6443");
    assertThat(
            ClientFailures.text(
                new KubernetesClientException(
                    "the client cannot be made", new KubernetesClientException(FAILED, refused))))
        .isEqualTo("the client cannot be made: " + FAILED + ": Connection refused: 192.0.2.1:6443");
    assertThat(ClientFailures.text(new KubernetesClientException(FAILED))).isEqualTo(FAILED);
    assertThat(ClientFailures.text(new KubernetesClientException(FAILED, new IOException())))
        .isEqualTo(FAILED + ": IOException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kind\":\"Secret\",\"data\":{\"token\":canary}}",
        "{\"kind\":\"Secret\",\"data\":\"canary\"}",
        "kind: Secret\ndata:\n  token: canary: b\n",
      })
  void whatCouldNotBeReadIsNotTold(String object) {
    Throwable byTheClient = catchThrowable(() -> Serialization.unmarshal(object, Secret.class));
    Throwable byTheParser =
        catchThrowable(() -> JsonMapper.builder().build().readValue(object, Secret.class));

    for (Throwable cause : new Throwable[] {byTheClient, byTheParser}) {
      assertThat(cause).isNotNull();
      String text = ClientFailures.text(new KubernetesClientException(FAILED, cause));
      assertThat(text).startsWith(FAILED + ": ").doesNotContain("canary");
    }
  }
}
