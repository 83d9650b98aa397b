package io.understudy.core.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.understudy.core.control.CheckLists.Cause;
import io.understudy.core.control.CheckLists.SurplusKey;
import io.understudy.core.control.CheckRecord.Counts;
import io.understudy.core.control.CheckRecord.Healing;
import io.understudy.core.control.CheckRecord.Reading;
import io.understudy.core.control.CheckRecord.Result;
import io.understudy.core.control.CheckRecord.Tolerated;
import io.understudy.core.control.CheckRecord.Trigger;
import io.understudy.core.control.CorruptRecords.Damage;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckRecordsTest {

  private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant ENDED = Instant.parse("2026-01-01T00:00:02Z");

  private static final CheckRecord FAILED =
      new CheckRecord(
          "7",
          Trigger.REQUEST,
          BEGAN,
          ENDED,
          Result.FAILED,
          "the source does not answer",
          Reading.none(true),
          Counts.NONE,
          Tolerated.NOTHING,
          CheckLists.NONE,
          null);

  private static final CheckRecord INCONSISTENT = inconsistent();

  private static final CheckRequest REQUEST = new CheckRequest("7", BEGAN, false, true);

  private static final CheckerRecord CHECKER =
      new CheckerRecord("7", Trigger.SCHEDULE, "monitor-\"0\"", BEGAN);

  private static CheckRecord inconsistent() {
    CheckListsBuilder lists = new CheckListsBuilder(1 << 20);
    lists.missed(Bytes.utf8("/registry/pods/a/größe\""));
    lists.different(Bytes.utf8("/registry/configmaps/a/b"));
    lists.blocked(Bytes.utf8("/registry/secrets/a/b"));
    lists.surplus(Bytes.utf8("/registry/pods/a/c"), 12);
    return new CheckRecord(
        "1767225600000",
        Trigger.SCHEDULE,
        BEGAN,
        ENDED,
        Result.INCONSISTENT,
        "",
        new Reading(10, 20, 30, 40, 50, false, true, 60, 70),
        new Counts(1, 2, 3, 4, 5, 6, 7, 8),
        new Tolerated(new Counts(11, 12, 13, 14, 15, 16, 17, 18), 19),
        lists.build(List.of(new Cause("owner missing", "pods", "a", 2, "/registry/pods/a/c"))),
        new Healing(90, 91));
  }

  @Test
  void aResultIsReadAsItWasWritten() {
    assertThat(CheckRecord.fromJson(INCONSISTENT.toJson())).isEqualTo(INCONSISTENT);
    assertThat(CheckRecord.fromJson(FAILED.toJson())).isEqualTo(FAILED);
  }

  @Test
  void theFieldsOfAResultHaveNamesThatOthersRead() {
    assertThat(INCONSISTENT.toJson().utf8())
        .isEqualTo(
            "{\"version\":1,\"id\":\"1767225600000\",\"trigger\":\"schedule\","
                + "\"startedAt\":\"2026-01-01T00:00:00Z\",\"finishedAt\":\"2026-01-01T00:00:02Z\","
                + "\"result\":\"inconsistent\",\"error\":\"\",\"watermark\":10,"
                + "\"targetRevision\":20,\"sourceKeys\":30,\"targetKeys\":40,\"foreignKeys\":50,"
                + "\"keysOnly\":false,\"full\":true,\"sourceBytes\":60,\"targetBytes\":70,"
                + "\"counts\":{\"missed\":1,\"surplus\":2,\"different\":3,\"blocked\":4,"
                + "\"cannot-compare\":5,\"status-only\":6,\"encryption-only\":7,"
                + "\"standby-owned\":8},\"listed\":{\"missed\":11,\"surplus\":12,"
                + "\"different\":13,\"blocked\":14,\"cannot-compare\":15,\"status-only\":16,"
                + "\"encryption-only\":17,\"standby-owned\":18},\"ignored\":19,\"healing\":{\"repaired\":90,\"contested\":91},"
                + "\"truncated\":false,\"surplusDigest\":\""
                + Bytes.utf8("12 /registry/pods/a/c\n").sha256()
                + "\",\"missed\":[\"/registry/pods/a/größe\\\"\"],"
                + "\"different\":[\"/registry/configmaps/a/b\"],"
                + "\"blocked\":[\"/registry/secrets/a/b\"],"
                + "\"surplus\":[{\"key\":\"/registry/pods/a/c\",\"revision\":12}],"
                + "\"causes\":[{\"cause\":\"owner missing\",\"resource\":\"pods\","
                + "\"namespace\":\"a\",\"count\":2,\"example\":\"/registry/pods/a/c\"}]}");
  }

  @Test
  void requestAndTurnAreReadAsTheyWereWritten() {
    assertThat(CheckRequest.fromJson(REQUEST.toJson())).isEqualTo(REQUEST);
    assertThat(CheckerRecord.fromJson(CHECKER.toJson())).isEqualTo(CHECKER);
  }

  @Test
  void whatBothSidesHaveAndNotAlikeIsCountedTogether() {
    assertThat(new Counts(1, 2, 10, 4, 200, 3_000, 40_000, 500_000).unequal()).isEqualTo(543_210);
  }

  @Test
  void withoutKeysEverythingElseIsLeft() {
    CheckRecord summary = INCONSISTENT.withoutKeys();

    assertThat(summary.lists().missed()).isEmpty();
    assertThat(summary.lists().different()).isEmpty();
    assertThat(summary.lists().blocked()).isEmpty();
    assertThat(summary.lists().surplus()).isEmpty();
    assertThat(summary.lists().causes()).isEqualTo(INCONSISTENT.lists().causes());
    assertThat(summary.lists().surplusDigest()).isEqualTo(INCONSISTENT.lists().surplusDigest());
    assertThat(summary.counts()).isEqualTo(INCONSISTENT.counts());
    assertThat(summary.tolerated()).isEqualTo(INCONSISTENT.tolerated());
  }

  @Test
  void aLongErrorIsCutWhereACharacterEnds() {
    CheckRecord record =
        new CheckRecord(
            "1",
            Trigger.CALL,
            BEGAN,
            ENDED,
            Result.FAILED,
            "x" + "\uD83D\uDE00".repeat(1_000),
            Reading.none(false),
            Counts.NONE,
            Tolerated.NOTHING,
            CheckLists.NONE,
            null);

    assertThat(record.error()).hasSizeBetween(398, 400).endsWith("\uD83D\uDE00...");
    assertThat(record.toJson().length()).isLessThan(CheckRecord.BESIDE_LISTS_BYTES);
    assertThat(CheckRecord.fromJson(record.toJson())).isEqualTo(record);
  }

  @Test
  void theLargestNumbersAndTheWorstErrorLeaveTheListsTheirRoom() {
    long max = Long.MAX_VALUE;
    CheckRecord record =
        new CheckRecord(
            "9".repeat(19),
            Trigger.SCHEDULE,
            Instant.MAX,
            Instant.MAX,
            Result.INCONSISTENT,
            "\u0001".repeat(400),
            new Reading(max, max, max, max, max, false, false, max, max),
            new Counts(max, max, max, max, max, max, max, max),
            new Tolerated(new Counts(max, max, max, max, max, max, max, max), max),
            new CheckLists(
                List.of(), List.of(), List.of(), List.of(), false, "f".repeat(64), List.of()),
            new Healing(max, max));

    assertThat(record.toJson().length()).isLessThan(CheckRecord.BESIDE_LISTS_BYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1a", "12345678901234567890", "../term", "１"})
  void whatIsNoIdIsRefused(String id) {
    assertThat(CheckRecord.isId(id)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> FAILED.named(id));
  }

  @Test
  void whatIsNoRecordIsRefused() {
    CorruptRecords.assertRefusesWhatIsNoRecord(CheckRecord::fromJson, "check", FAILED.toJson());
    CorruptRecords.assertRefusesWhatIsNoRecord(
        CheckRequest::fromJson, "check-request", REQUEST.toJson());
    CorruptRecords.assertRefusesWhatIsNoRecord(
        CheckerRecord::fromJson, "checker", CHECKER.toJson());
  }

  @ParameterizedTest
  @MethodSource("damagedResults")
  void aDamagedResultIsRefused(Damage damage) {
    CorruptRecords.assertRefused(CheckRecord::fromJson, "check", damage);
  }

  private static Stream<Damage> damagedResults() {
    return Stream.of(
        damaged("\"id\":\"1767225600000\"", "\"id\":\"../term\"", "'id'"),
        damaged("\"schedule\"", "\"whim\"", "trigger 'whim' is unknown"),
        damaged("\"inconsistent\"", "\"fine\"", "result 'fine' is unknown"),
        damaged("2026-01-01T00:00:02Z", "later", "'finishedAt'"),
        damaged("\"watermark\":10", "\"watermark\":-1", "'watermark'"),
        damaged("\"counts\":{", "\"c\":{", "'counts'"),
        damaged("\"listed\":{", "\"l\":{", "'listed'"),
        damaged("\"ignored\":19", "\"ignored\":-1", "'ignored'"),
        damaged("\"cannot-compare\":5", "\"cannot-compare\":\"5\"", "'cannot-compare'"),
        damaged("\"healing\":{", "\"healing\":[],\"h\":{", "'healing'"),
        damaged("\"truncated\":false", "\"truncated\":0", "'truncated'"),
        damaged("\"surplusDigest\":\"", "\"surplusDigest\":1,\"s\":\"", "'surplusDigest'"),
        damaged("\"missed\":[\"", "\"missed\":[7,\"", "'missed'"),
        damaged("\"blocked\":[", "\"b\":[", "'blocked'"),
        damaged("\"surplus\":[{", "\"surplus\":[7,{", "'key'"),
        damaged("\"revision\":12", "\"revision\":null", "'revision'"),
        damaged("\"causes\":[", "\"causes\":{},\"c\":[", "'causes'"),
        damaged("\"example\":", "\"e\":", "'example'"));
  }

  private static Damage damaged(String part, String by, String complaint) {
    return new Damage(CorruptRecords.spoilt(INCONSISTENT.toJson(), part, by), complaint);
  }

  @ParameterizedTest
  @MethodSource("damagedRequests")
  void aDamagedRequestIsRefused(Damage damage) {
    CorruptRecords.assertRefused(CheckRequest::fromJson, "check-request", damage);
  }

  private static Stream<Damage> damagedRequests() {
    Bytes good = REQUEST.toJson();
    return Stream.of(
        new Damage(CorruptRecords.spoilt(good, "\"id\":\"7\"", "\"id\":7"), "'id'"),
        new Damage(CorruptRecords.spoilt(good, "\"values\":false", "\"values\":0"), "'values'"),
        new Damage(CorruptRecords.spoilt(good, "\"full\":true", "\"ful\":true"), "'full'"));
  }

  @Test
  void aDamagedTurnIsRefused() {
    String json = CorruptRecords.spoilt(CHECKER.toJson(), "\"holder\"", "\"h\"");
    CorruptRecords.assertRefused(CheckerRecord::fromJson, "checker", new Damage(json, "'holder'"));
  }

  @Test
  void aDigestNamesKeysAndRevisionsInTheirOrder() {
    SurplusKey a = new SurplusKey("/a", 1);
    SurplusKey b = new SurplusKey("/b", 2);

    assertThat(CheckLists.digest(List.of(a, b)))
        .isEqualTo(Bytes.utf8("1 /a\n2 /b\n").sha256())
        .isNotEqualTo(CheckLists.digest(List.of(b, a)))
        .isNotEqualTo(CheckLists.digest(List.of(a, new SurplusKey("/b", 3))))
        .isNotEqualTo(CheckLists.digest(List.of(a)));
  }
}
