package io.understudy.core.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.port.Bytes;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResyncRequestTest {

  @Test
  void isReadAsItWasWritten() {
    ResyncRequest request = new ResyncRequest(1234, 0xfedcba9876543210L);

    assertThat(ResyncRequest.fromJson(request.toJson(Instant.EPOCH))).isEqualTo(request);
  }

  @Test
  void withoutACountNothingIsAccepted() {
    assertThat(ResyncRequest.fromJson(Bytes.utf8("{\"version\":1}")))
        .isEqualTo(new ResyncRequest(0, 0));
  }

  @Test
  void isForTheSourceThatWasThere() {
    ResyncRequest request = new ResyncRequest(0, 7);

    assertThat(request.isFor(7)).isTrue();
    assertThat(request.isFor(8)).isFalse();
    assertThat(new ResyncRequest(0, 0).isFor(8)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "[]",
        "{\"version\":2}",
        "{\"version\":1,\"accept\":-1}",
        "{\"version\":1,\"sourceClusterId\":7}",
        "{\"version\":1,\"sourceClusterId\":\"others\"}",
        "please"
      })
  void anythingElseIsCorrupt(String json) {
    assertThatThrownBy(() -> ResyncRequest.fromJson(Bytes.utf8(json)))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("'resync'");
  }
}
