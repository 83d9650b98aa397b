package io.understudy.core.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.port.Bytes;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForeignRecordTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void isReadAsItWasWritten() {
    ForeignRecord record = new ForeignRecord(7, Optional.of(NOW));

    assertThat(record.toJson())
        .isEqualTo(
            Bytes.utf8("{\"version\":1,\"revision\":7,\"seenAt\":\"2026-01-01T00:00:00Z\"}"));
    assertThat(ForeignRecord.fromJson(record.toJson())).isEqualTo(record);
  }

  @Test
  void recordsOfEarlierReleasesSayNeitherRevisionNorTime() {
    assertThat(ForeignRecord.fromJson(Bytes.utf8("{\"version\":1}")))
        .isEqualTo(new ForeignRecord(0, Optional.empty()));
  }

  @Test
  void aDamagedOneIsRefused() {
    assertThatThrownBy(() -> ForeignRecord.fromJson(Bytes.utf8("{\"version\":1,\"revision\":-1}")))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("revision");
  }
}
