package io.understudy.failover.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {

  /** Made with: printf '1700000000.{"run":"1"}' | openssl dgst -sha256 -hmac 'a secret' */
  @Test
  void itIsWhatOpensslMakesOfSecondsDotAndBody() {
    assertThat(
            WebhookSignature.of(
                "a secret", Instant.ofEpochSecond(1_700_000_000), "{\"run\":\"1\"}"))
        .isEqualTo(
            "t=1700000000,v1=2d84ef6c79edf56912975d2ebe878dc8b24c8d5a53a1ca80029083a1b8df8c7b");
  }
}
