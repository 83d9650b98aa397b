package io.understudy.core.control;

import static io.understudy.core.control.CorruptRecords.spoilt;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.CorruptRecords.Damage;
import io.understudy.core.control.UnparkRecord.Item;
import io.understudy.core.control.UnparkRecord.State;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnparkRecordTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final UnparkRecord RUNNING =
      new UnparkRecord(
          State.RUNNING,
          NOON,
          "switchover",
          NOON.plusSeconds(3),
          "sync-1",
          40,
          17,
          1,
          List.of(new Item("/registry/deployments/a/b", "its place is taken")),
          2,
          1,
          List.of(new Item("/registry/jobs/a/c", "some of its owners are not here")));

  @Test
  void whatIsWrittenIsReadAgain() {
    assertThat(UnparkRecord.fromJson(RUNNING.toJson())).isEqualTo(RUNNING);
    UnparkRecord requested = UnparkRecord.requested(NOON, "drill");
    assertThat(UnparkRecord.fromJson(requested.toJson())).isEqualTo(requested);
    assertThat(requested.isDone()).isFalse();
  }

  @Test
  void aRecordOfAnOlderVersionTellsNoneThatIsUnowned() {
    Bytes older = Bytes.utf8(spoilt(RUNNING.toJson(), "\"unownedCount\":2,", ""));
    assertThat(UnparkRecord.fromJson(older).unownedCount()).isZero();
  }

  @Test
  void aDamagedFieldIsNamed() {
    Bytes good = RUNNING.toJson();
    for (Damage damage :
        List.of(
            new Damage(spoilt(good, "\"running\"", "\"walking\""), "state"),
            new Damage(spoilt(good, "\"total\":40", "\"total\":-1"), "'total'"),
            new Damage(spoilt(good, "\"done\":17", "\"done\":\"17\""), "'done'"),
            new Damage(spoilt(good, "\"worker\"", "\"walker\""), "'worker'"))) {
      CorruptRecords.assertRefused(UnparkRecord::fromJson, "unpark", damage);
    }
  }

  @Test
  void whatIsNoRecordAtAllIsRefused() {
    CorruptRecords.assertRefusesWhatIsNoRecord(UnparkRecord::fromJson, "unpark", RUNNING.toJson());
  }
}
