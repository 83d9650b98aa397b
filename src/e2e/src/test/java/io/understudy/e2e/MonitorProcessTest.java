package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.testkit.EtcdProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A monitor-service as it is started in production. */
class MonitorProcessTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path directory;

  @Test
  void itListensOnIpv4AndIpv6() throws IOException, InterruptedException {
    try (EtcdProcess source = EtcdProcess.start();
        EtcdProcess target = EtcdProcess.start();
        MonitorService monitor = start(source.endpoint(), target.endpoint())) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(get("127.0.0.1", monitor, "/healthz")).isEqualTo("ok\n"));

      assertThat(get("[::1]", monitor, "/healthz")).isEqualTo("ok\n");
      assertThat(get("[::1]", monitor, "/metrics")).contains("understudy_");
      assertThat(get("127.0.0.1", monitor, "/metrics")).contains("understudy_");
    }
  }

  @Test
  void badValuesAreNamedAndItEnds() {
    try (MonitorService monitor = start("http://127.0.0.1:1", "nowhere")) {
      await().atMost(PATIENCE).until(() -> !monitor.isRunning());

      assertThat(monitor.process().exitValue()).isEqualTo(1);
      assertThat(monitor.logTail(50))
          .contains("understudy.target.endpoints: target: unusable endpoint 'nowhere'");
    }
  }

  private MonitorService start(String source, String target) {
    return MonitorService.start(
        Map.of(
            "UNDERSTUDY_SOURCE_ENDPOINTS", source,
            "UNDERSTUDY_TARGET_ENDPOINTS", target),
        directory.resolve("log"),
        List.of());
  }

  private static String get(String host, MonitorService monitor, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://" + host + ":" + monitor.port() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }
}
