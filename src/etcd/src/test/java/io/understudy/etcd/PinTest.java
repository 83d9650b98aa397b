package io.understudy.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.api.ResponseHeader;
import io.understudy.core.port.EtcdException;
import org.junit.jupiter.api.Test;

class PinTest {

  private final Pin pin = new Pin("source (https://a:2379)", 0xfedcba9876543210L);

  private static ResponseHeader of(long clusterId) {
    return ResponseHeader.newBuilder().setClusterId(clusterId).build();
  }

  @Test
  void theClusterThatItNamesIsTaken() {
    assertThatCode(() -> pin.require("get", of(0xfedcba9876543210L))).doesNotThrowAnyException();
  }

  @Test
  void anotherIsNotAndTheErrorNamesBoth() {
    assertThatThrownBy(() -> pin.require("get", of(0xabc)))
        .isInstanceOfSatisfying(
            EtcdException.class,
            other -> assertThat(other.kind()).isEqualTo(EtcdException.Kind.OTHER_CLUSTER))
        .hasMessageContaining("source (https://a:2379): get was answered by cluster abc")
        .hasMessageContaining("fedcba9876543210");
  }

  /** As a proxy before an etcd may do. */
  @Test
  void whoDoesNotSayWhoItIsIsTaken() {
    assertThat(pin.holds(of(0))).isTrue();
  }

  @Test
  void withoutANameAnybodyIs() {
    assertThat(new Pin("target", 0).holds(of(0xabc))).isTrue();
  }
}
