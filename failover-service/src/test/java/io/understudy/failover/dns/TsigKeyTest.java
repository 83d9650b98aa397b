package io.understudy.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TsigKeyTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key \"ddns\" {\n\talgorithm hmac-sha256;\n\tsecret \"//8+c2VjcmV0\";\n};\n",
        "key ddns { algorithm HMAC-SHA256; secret //8+c2VjcmV0; };",
        "# hmac-sha256:ddns:x\n"
            + "key:\n"
            + "- id: ddns\n"
            + "  algorithm: hmac-sha256\n"
            + "  secret: //8+c2VjcmV0\n",
        "name: ddns\nalgorithm: hmac-sha256\nsecret: //8+c2VjcmV0",
      })
  void itReadsWhatToolsPrint(String text) {
    TsigKey key = TsigKey.read(text);

    assertThat(key.name()).isEqualTo("ddns");
    assertThat(key.algorithm()).isEqualTo("hmac-sha256");
    assertThat(key.secret()).endsWith("secret".getBytes(StandardCharsets.US_ASCII)).hasSize(9);
  }

  @Test
  void itsTextHasNoSecret() {
    assertThat(TsigKey.read("name: ddns\nalgorithm: hmac-sha512\nsecret: c2VjcmV0"))
        .hasToString("ddns (hmac-sha512)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "topSecret",
        "name: ddns\nsecret: topSecret",
        "name: ddns\nalgorithm: topSecret\nsecret: c2VjcmV0",
        "name: ddns\nalgorithm: hmac-sha256\nsecret: top?Secret",
        "key a { algorithm hmac-sha256; secret topSecret; }; key b { algorithm hmac-sha256; secret"
            + " topSecret; };"
      })
  void whatIsNoKeyIsRefusedWithoutItsContent(String text) {
    assertThatThrownBy(() -> TsigKey.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageNotContaining("Secret");
  }
}
