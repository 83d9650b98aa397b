package io.understudy.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KnownMethodsTest {

  private final MeterRegistry registry = new SimpleMeterRegistry();

  KnownMethodsTest() {
    registry.config().meterFilter(KnownMethods.filter());
  }

  private void request(String method) {
    registry
        .timer("http.server.requests", "method", method, "uri", "/healthz")
        .record(Duration.ofMillis(1));
  }

  @Test
  void methodsThatNobodyKnowsAreCountedAsOne() {
    for (int i = 0; i < 1_000; i++) {
      request("METHOD" + i);
    }
    request("GET");
    request("get");

    assertThat(registry.getMeters())
        .extracting(meter -> meter.getId().getTag("method"))
        .containsExactlyInAnyOrder("OTHER", "GET");
    assertThat(registry.get("http.server.requests").tag("method", "OTHER").timer().count())
        .isEqualTo(1_001);
    assertThat(registry.getMeters())
        .extracting(meter -> meter.getId().getTag("uri"))
        .containsOnly("/healthz");
  }

  @Test
  void whatElseHasAMethodIsLeftAsItIs() {
    registry.counter("understudy.calls", "method", "a");

    assertThat(registry.getMeters()).extracting(Meter::getId).hasSize(1);
    assertThat(registry.find("understudy.calls").tag("method", "a").counter()).isNotNull();
  }
}
