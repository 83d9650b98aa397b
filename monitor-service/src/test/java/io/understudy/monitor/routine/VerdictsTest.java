package io.understudy.monitor.routine;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.CheckLists;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Counts;
import io.understudy.service.kubernetes.Notice;
import io.understudy.service.kubernetes.Notice.Severity;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictsTest {

  private static final CheckRecord GOOD = Records.consistent();
  private static final CheckRecord BAD =
      Records.inconsistent(new Counts(1, 2, 3, 4, 5, 0, 0, 0), CheckLists.NONE);
  private static final CheckRecord UNKNOWN = Records.failed("the source does not answer");

  private static Optional<Notice> change(CheckRecord before, CheckRecord now) {
    return Verdicts.change("global", Optional.ofNullable(before), now);
  }

  @Test
  void theFirstVerdictIsTold() {
    assertThat(change(null, GOOD))
        .contains(
            new Notice(
                Severity.NORMAL,
                "CheckConsistent",
                "Check 7 of link global: the standby equals the primary at source revision 41"));
  }

  @Test
  void equalKeysAloneAreNotCalledEqual() {
    CheckRecord keys = Records.ofKeysAlone(GOOD);

    assertThat(change(BAD, keys))
        .contains(
            new Notice(
                Severity.NORMAL,
                "CheckKeysEqual",
                "Check 7 of link global: both sides have the same keys at source revision 41; no"
                    + " values were compared, so it is not known whether they are equal"));
    assertThat(change(GOOD, keys)).as("what was proven stands").isEmpty();
  }

  @Test
  void theSameVerdictAgainIsNot() {
    assertThat(change(GOOD, GOOD)).isEmpty();
    assertThat(change(BAD, BAD)).isEmpty();
    assertThat(change(UNKNOWN, UNKNOWN)).isEmpty();
  }

  @Test
  void whatDiffersIsToldInNumbers() {
    assertThat(change(GOOD, BAD))
        .contains(
            new Notice(
                Severity.WARNING,
                "CheckInconsistent",
                "Check 7 of link global: 1 missed, 2 surplus, 3 different, 4 blocked, 5 not"
                    + " comparable keys; GET /api/v1/checks/7 lists them"));
  }

  @Test
  void whatOnlyARuleMakesAFaultIsNamedToo() {
    CheckRecord ruled = Records.inconsistent(new Counts(0, 0, 0, 0, 0, 6, 7, 8), CheckLists.NONE);

    assertThat(change(GOOD, ruled))
        .get()
        .extracting(Notice::text)
        .asString()
        .contains("0 not comparable keys, 6 that differ in status alone, 7 that differ in")
        .contains("encryption alone, 8 that differ in what the standby maintains");
  }

  @Test
  void aCheckThatCouldNotTellSaysWhy() {
    assertThat(change(BAD, UNKNOWN))
        .get()
        .satisfies(
            notice -> {
              assertThat(notice.reason()).isEqualTo("CheckFailed");
              assertThat(notice.severity()).isEqualTo(Severity.WARNING);
              assertThat(notice.text()).endsWith("equal: the source does not answer");
            });
  }
}
