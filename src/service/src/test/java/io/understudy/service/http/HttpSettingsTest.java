package io.understudy.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.service.settings.BadSettingsException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpSettingsTest {

  private record Given(
      String bodyTimeoutMs,
      String writeTimeoutMs,
      int keepAliveTimeoutSeconds,
      int idleTimeoutSeconds,
      long maxBodyBytes,
      int maxHeaderBytes,
      int maxConnections,
      int workerThreads)
      implements HttpConfig {}

  @Test
  void whatIsGivenIsRead() {
    HttpSettings read =
        HttpSettings.read(new Given("30000", "60000", 75, 1800, 2_097_152, 20_480, 1000, 200));

    assertThat(read)
        .isEqualTo(
            new HttpSettings(
                Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofSeconds(75), 2_097_152));
  }

  @Test
  void allThatCannotBeUsedIsNamedAtOnce() {
    assertThatThrownBy(() -> HttpSettings.read(new Given("soon", "0", 0, 0, 1, 1, 0, 199)))
        .isInstanceOf(BadSettingsException.class)
        .hasMessageContaining("understudy.http.body-timeout-ms: 'soon' is no such number")
        .hasMessageContaining("understudy.http.write-timeout-ms: 0 is out of range")
        .hasMessageContaining("understudy.http.keep-alive-timeout-seconds")
        .hasMessageContaining("understudy.http.idle-timeout-seconds")
        .hasMessageContaining("understudy.http.max-body-bytes")
        .hasMessageContaining("understudy.http.max-header-bytes")
        .hasMessageContaining("understudy.http.max-connections")
        .hasMessageContaining("understudy.http.worker-threads: 199 is out of range");
  }
}
