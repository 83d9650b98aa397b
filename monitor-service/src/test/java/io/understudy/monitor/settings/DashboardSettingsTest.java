package io.understudy.monitor.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DashboardSettingsTest {

  @Test
  void withoutAnythingThereIsNoFailoverServiceAndSixHoursOfLag() {
    DashboardSettings settings = TestSettings.of(Map.of()).dashboard();

    assertThat(settings.failover()).isEmpty();
    assertThat(settings.lagSpan()).isEqualTo(Duration.ofHours(6));
    assertThat(settings.lagSamples()).isEqualTo(2160);
    assertThat(settings.changeTimeout()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void theAddressOfFailoverServiceHasNoSlashAtItsEnd() {
    assertThat(TestSettings.of(Map.of("failover.url", " http://f:8083/ ")).dashboard().failover())
        .contains(URI.create("http://f:8083"));
    assertThat(TestSettings.of(Map.of("failover.url", " ")).dashboard().failover()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "failover.url, ftp://host, is no address of a service",
    "dashboard.read-timeout-ms, 99, out of range",
    "dashboard.change-timeout-ms, x, no such number",
    "dashboard.answer-max-bytes, 1, out of range",
    "dashboard.request-max-bytes, 1, out of range",
    "dashboard.events-max-followers, 0, out of range",
    "dashboard.events-idle-seconds, 0, out of range",
    "dashboard.lag-every-seconds, 0, out of range",
    "dashboard.lag-hours, 49, out of range"
  })
  void aValueThatCannotBeUsedIsNamed(String property, String value, String why) {
    assertThatThrownBy(() -> TestSettings.of(Map.of(property, value)))
        .hasMessageContaining("understudy." + property)
        .hasMessageContaining(why);
  }

  @Test
  void thereAreNotTooManySamples() {
    assertThatThrownBy(
            () ->
                TestSettings.of(
                    Map.of("dashboard.lag-hours", "48", "dashboard.lag-every-seconds", "1")))
        .hasMessageContaining("understudy.dashboard.lag-hours")
        .hasMessageContaining("raise understudy.dashboard.lag-every-seconds");
  }
}
