package io.understudy.monitor.routine;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.CheckLists;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Counts;
import io.understudy.core.control.CheckRecord.Trigger;
import org.junit.jupiter.api.Test;

class CallsTest {

  private static final Counts ONE_MISSED = new Counts(1, 0, 0, 0, 0, 0, 0, 0);

  private static CheckRecord later(CheckRecord record, long seconds) {
    return new CheckRecord(
        "8",
        Trigger.CALL,
        record.startedAt().plusSeconds(seconds),
        record.finishedAt().plusSeconds(seconds),
        record.result(),
        record.error(),
        record.reading(),
        record.counts(),
        record.tolerated(),
        record.lists(),
        record.healing());
  }

  @Test
  void theSameFindingWithinAMinuteSaysNothingNew() {
    CheckRecord kept = Records.inconsistent(ONE_MISSED, CheckLists.NONE);

    assertThat(Calls.saysTheSame(kept, later(kept, 59))).isTrue();
    assertThat(Calls.saysTheSame(kept, later(kept, 60))).isFalse();
  }

  @Test
  void anotherFindingDoes() {
    CheckRecord kept = Records.consistent();

    assertThat(Calls.saysTheSame(kept, Records.inconsistent(ONE_MISSED, CheckLists.NONE)))
        .isFalse();
    assertThat(Calls.saysTheSame(kept, Records.failed("why"))).isFalse();
    assertThat(Calls.saysTheSame(Records.ofKeysAlone(kept), kept))
        .as("values say more than keys")
        .isFalse();
    assertThat(
            Calls.saysTheSame(
                Records.inconsistent(ONE_MISSED, CheckLists.NONE),
                Records.inconsistent(new Counts(2, 0, 0, 0, 0, 0, 0, 0), CheckLists.NONE)))
        .isFalse();
  }
}
