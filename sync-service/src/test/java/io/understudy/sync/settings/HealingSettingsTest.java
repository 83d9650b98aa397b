package io.understudy.sync.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.understudy.service.settings.BadSettingsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealingSettingsTest {

  @Test
  void theDefaults() {
    HealingSettings healing = read(Map.of());

    assertThat(healing.driftKeep()).isEqualTo(1000);
    assertThat(healing.syncInterval()).isEqualTo(Duration.ofMinutes(30));
    assertThat(healing.contestedPause()).isEqualTo(Duration.ofMinutes(1));
    assertThat(healing.targetMaxRequestBytes()).isEqualTo(1_572_864);
    assertThat(healing.repairMaxKeys()).isEqualTo(1_000);
  }

  @ParameterizedTest
  @CsvSource({"30s, PT30S", "2h, PT2H", "PT5M, PT5M", "0, PT0S", "90m, PT90M", "720h, PT720H"})
  void anIntervalIsWrittenShortlyOrAsIso8601(String text, String duration) {
    assertThat(read(Map.of("sync.interval", text)).syncInterval())
        .isEqualTo(Duration.parse(duration));
  }

  @ParameterizedTest
  @CsvSource({
    "30, is no duration",
    "5d, is no duration",
    "-5m, is no duration",
    "PT0.5S, out of range",
    "PT-5M, out of range",
    "721h, out of range",
    "999999999h, out of range"
  })
  void anIntervalThatIsNoneIsNamedWithItsReason(String text, String reason) {
    var bad =
        catchThrowableOfType(BadSettingsException.class, () -> read(Map.of("sync.interval", text)));

    assertThat(bad).hasMessageContaining("understudy.sync.interval:").hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({"0", "10001", "many"})
  void keysOfARepairAreBounded(String keys) {
    var bad =
        catchThrowableOfType(
            BadSettingsException.class, () -> read(Map.of("repair.max-keys", keys)));

    assertThat(bad).hasMessageContaining("understudy.repair.max-keys:");
  }

  @Test
  void aTxnMustFitIntoARequest() {
    var bad =
        catchThrowableOfType(
            BadSettingsException.class, () -> read(Map.of("target.max-request-bytes", "1000000")));

    assertThat(bad)
        .hasMessageContaining("understudy.txn.max-bytes:")
        .hasMessageContaining("995904");
  }

  private static HealingSettings read(Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.put("source.endpoints", "one:2379");
    all.put("target.endpoints", "two:2379");
    return SettingsReader.read(TestConfig.of(all)).healing();
  }
}
