package io.understudy.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdEndpointTest {

  @Test
  void endpointsMayBeUrlsOrAddresses() {
    EtcdEndpoint endpoint =
        EtcdEndpoint.of("source", List.of("http://a:2379", "b:2379", "http://[::1]:2379/"));

    assertThat(endpoint.addresses()).containsExactly("a:2379", "b:2379", "[::1]:2379");
    assertThat(endpoint.isTls()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "http://a", "ftp://a:1", "a:b", "http://a:1/path", "a b:1", ":1"})
  void anUnusableEndpointIsRefusedByName(String endpoint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EtcdEndpoint.of("source", List.of(endpoint)))
        .withMessageContaining("source")
        .withMessageContaining("'" + endpoint + "'");
  }

  @Test
  void noEndpointAndMixedEndpointsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> EtcdEndpoint.of("source", List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EtcdEndpoint.of("source", List.of("http://a:1", "https://b:1")))
        .withMessageContaining("mix");
  }

  @Test
  void boundsMustBePositive() {
    EtcdEndpoint endpoint = EtcdEndpoint.of("source", List.of("a:1"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> endpoint.withCallTimeout(Duration.ZERO))
        .withMessageContaining("callTimeout");
    assertThatIllegalArgumentException().isThrownBy(() -> endpoint.withWatchBuffer(0, 1));
  }

  @Test
  void tlsFilesForPlainEndpointsAreRefused() {
    EtcdEndpoint plain = EtcdEndpoint.of("source", List.of("http://a:1"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> plain.withTls(TlsFiles.NONE))
        .withMessageContaining("write https://");
  }
}
