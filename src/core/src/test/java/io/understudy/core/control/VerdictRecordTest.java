package io.understudy.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.CorruptRecords.Damage;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictRecordTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final VerdictRecord RECORD =
      new VerdictRecord(NOON, "monitor-0", Map.of("switchover", "not-ready", "failover", "ready"));

  @Test
  void itIsReadAsItWasWritten() {
    assertThat(VerdictRecord.fromJson(RECORD.toJson())).isEqualTo(RECORD);
    assertThat(RECORD.toJson().utf8())
        .isEqualTo(
            "{\"version\":1,\"at\":\"2026-03-01T12:00:00Z\",\"holder\":\"monitor-0\","
                + "\"verdicts\":{\"failover\":\"ready\",\"switchover\":\"not-ready\"}}");
    assertThat(new HeraldRecord("monitor-0", NOON).toJson().utf8())
        .isEqualTo("{\"version\":1,\"holder\":\"monitor-0\",\"since\":\"2026-03-01T12:00:00Z\"}");
  }

  @Test
  void whatIsNoSuchRecordIsRefused() {
    CorruptRecords.assertRefusesWhatIsNoRecord(
        VerdictRecord::fromJson, "readiness", RECORD.toJson());
    CorruptRecords.assertRefused(
        VerdictRecord::fromJson,
        "readiness",
        new Damage(
            CorruptRecords.spoilt(RECORD.toJson(), "\"ready\"", "7"),
            "a field of 'verdicts' is not a text"));
  }
}
