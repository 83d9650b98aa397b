package io.understudy.core.readiness.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.control.CheckLists;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Result;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.readiness.Facts;
import io.understudy.core.readiness.Facts.KeptCheck;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The link's own records, in a real etcd. */
class LinkRecordsTest {

  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  private Site site;
  private LinkRecords records;

  @BeforeEach
  void start() {
    site = new Site();
    records = new LinkRecords(site.etcd(), Site.KEYS);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void withoutAMirrorThereAreNone() {
    assertThat(records.records())
        .isEqualTo(new Facts.Records(Optional.empty(), Optional.empty(), false));
    assertThat(records.checks()).isEmpty();
  }

  @Test
  void theMirrorsRecordsAreRead() {
    TermRecord term = new TermRecord(TermRecord.Role.STANDBY, 3, "pod", AT, "started");
    Checkpoint checkpoint = Checkpoint.first(new Checkpoint.SourceId(1, 2), 3, AT, "rules");
    site.put(Site.KEYS.term().utf8(), term.toJson())
        .put(Site.KEYS.checkpoint().utf8(), checkpoint.toJson())
        .put(Site.KEYS.paused().utf8(), "{}");
    assertThat(records.records())
        .isEqualTo(new Facts.Records(Optional.of(term), Optional.of(checkpoint), true));
  }

  @Test
  void aDamagedRecordIsNamed() {
    site.put(Site.KEYS.term().utf8(), "damaged");
    assertThatThrownBy(records::records)
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("'term'");
  }

  @Test
  void checksAreReadUpToTheFirstThatTold() {
    keep("9", Result.CONSISTENT, false);
    keep("10", Result.INCONSISTENT, false);
    keep("11", Result.CONSISTENT, true);
    keep("12", Result.FAILED, false);
    assertThat(records.checks())
        .containsExactly(
            new KeptCheck("12", AT, Result.FAILED, false, "why"),
            new KeptCheck("11", AT, Result.CONSISTENT, false, ""),
            new KeptCheck("10", AT, Result.INCONSISTENT, true, ""));
  }

  @Test
  void onlyTheNewestTenAreLookedAt() {
    keep("5", Result.CONSISTENT, false);
    for (int id = 100; id < 120; id++) {
      keep(Integer.toString(id), Result.FAILED, false);
    }
    assertThat(records.checks()).hasSize(LinkRecords.CHECKS_MAX).noneMatch(KeptCheck::told);
  }

  private void keep(String id, Result result, boolean keysOnly) {
    CheckRecord check =
        new CheckRecord(
            id,
            CheckRecord.Trigger.SCHEDULE,
            AT,
            AT,
            result,
            result == Result.FAILED ? "why" : "",
            CheckRecord.Reading.none(keysOnly),
            CheckRecord.Counts.NONE,
            CheckRecord.Tolerated.NOTHING,
            CheckLists.NONE,
            null);
    site.put(Site.KEYS.check(id).utf8(), check.toJson());
  }
}
