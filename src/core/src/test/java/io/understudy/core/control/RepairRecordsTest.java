package io.understudy.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.CorruptRecords.Damage;
import io.understudy.core.control.RepairResult.Outcome;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RepairRecordsTest {

  private static final Instant ASKED = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant DONE = Instant.parse("2026-01-01T00:00:01Z");
  private static final RepairRequest REQUEST =
      new RepairRequest("42", ASKED, List.of("/registry/pods/a/b", "/registry/größe\"/x"));
  private static final RepairRequest SURPLUS =
      new RepairRequest(
          "42", ASKED, List.of(), List.of(new RepairRequest.Surplus("/registry/pods/a/c", 17)));
  private static final RepairResult RESULT =
      RepairResult.of(
          ASKED, DONE, Map.of("/registry/pods/a/b", Outcome.REPAIRED_AS_OWNER), 1 << 20);

  @Test
  void aRequestIsReadAsItWasWritten() {
    assertThat(RepairRequest.fromJson(REQUEST.toJson())).isEqualTo(REQUEST);
  }

  @Test
  void aRequestToDeleteIsReadAsItWasWritten() {
    assertThat(SURPLUS.toJson())
        .isEqualTo(
            Bytes.utf8(
                "{\"version\":1,\"id\":\"42\",\"at\":\"2026-01-01T00:00:00Z\",\"keys\":[],"
                    + "\"surplus\":[{\"key\":\"/registry/pods/a/c\",\"revision\":17}]}"));
    assertThat(RepairRequest.fromJson(SURPLUS.toJson())).isEqualTo(SURPLUS);
  }

  @Test
  void aRequestOfAnEarlierReleaseDeletesNothing() {
    Bytes earlier =
        Bytes.utf8(
            "{\"version\":1,\"id\":\"7\",\"at\":\"2026-01-01T00:00:00Z\",\"keys\":[\"/registry/a\"]}");

    assertThat(RepairRequest.fromJson(earlier))
        .isEqualTo(new RepairRequest("7", ASKED, List.of("/registry/a"), List.of()));
    assertThat(RepairRequest.fromJson(earlier).toJson()).isEqualTo(earlier);
  }

  @Test
  void whatWasDeletedCountsAsPutRightAndIsNotThere() {
    RepairResult result =
        RepairResult.of(
            ASKED,
            DONE,
            Map.of("/registry/a", Outcome.DELETED, "/registry/b", Outcome.HAS_DEPENDENTS),
            1 << 20);

    assertThat(result.written()).isEqualTo(1);
    assertThat(Outcome.DELETED.isWritten()).isFalse();
    assertThat(RepairResult.fromJson(result.toJson())).isEqualTo(result);
  }

  @Test
  void aResultIsReadAsItWasWritten() {
    assertThat(RESULT.toJson())
        .isEqualTo(
            Bytes.utf8(
                "{\"version\":1,\"requestedAt\":\"2026-01-01T00:00:00Z\","
                    + "\"doneAt\":\"2026-01-01T00:00:01Z\",\"counts\":{\"repaired-as-owner\":1},"
                    + "\"outcomes\":{\"/registry/pods/a/b\":\"repaired-as-owner\"}}"));
    assertThat(RepairResult.fromJson(RESULT.toJson())).isEqualTo(RESULT);
  }

  @Test
  void aResultCountsEveryKeyButListsOnlyThoseThatFit() {
    Map<String, Outcome> all = new LinkedHashMap<>();
    for (int i = 0; i < 1_000; i++) {
      all.put("/registry/\"\n/" + i, i % 2 == 0 ? Outcome.REPAIRED : Outcome.OWNER_MISSING);
    }

    RepairResult result = RepairResult.of(ASKED, DONE, all, 16_384);

    assertThat(result.counts())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(Outcome.REPAIRED, 500, Outcome.OWNER_MISSING, 500));
    assertThat(result.written()).isEqualTo(500);
    assertThat(result.toJson().length()).isBetween(8_192, 16_384);
    assertThat(result.outcomes()).isNotEmpty();
    assertThat(result.unlisted()).isEqualTo(1_000 - result.outcomes().size());
    assertThat(RepairResult.fromJson(result.toJson())).isEqualTo(result);
  }

  @Test
  void whatIsNoRecordIsRefused() {
    CorruptRecords.assertRefusesWhatIsNoRecord(RepairRequest::fromJson, "repair", REQUEST.toJson());
    CorruptRecords.assertRefusesWhatIsNoRecord(RepairResult::fromJson, "repaired", RESULT.toJson());
  }

  @ParameterizedTest
  @MethodSource("damagedRequests")
  void aDamagedRequestIsRefused(Damage damage) {
    CorruptRecords.assertRefused(RepairRequest::fromJson, "repair", damage);
  }

  @ParameterizedTest
  @MethodSource("damagedResults")
  void aDamagedResultIsRefused(Damage damage) {
    CorruptRecords.assertRefused(RepairResult::fromJson, "repaired", damage);
  }

  private static Stream<Damage> damagedRequests() {
    return Stream.of(
        damaged(REQUEST.toJson(), "\"id\":\"42\"", "\"id\":\"../term\"", "'id'"),
        damaged(REQUEST.toJson(), "\"id\":\"42\"", "\"id\":42", "'id'"),
        damaged(REQUEST.toJson(), "2026-01-01", "yesterday", "'at'"),
        damaged(REQUEST.toJson(), "\"/registry/pods/a/b\"", "7", "'keys'"),
        damaged(REQUEST.toJson(), "\"keys\"", "\"kees\"", "'keys'"),
        damaged(SURPLUS.toJson(), "\"keys\":[],", "", "'keys'"),
        damaged(SURPLUS.toJson(), ":17", ":\"17\"", "'surplus'"),
        damaged(SURPLUS.toJson(), ":17", ":1.5", "'surplus'"),
        damaged(SURPLUS.toJson(), "\"key\":", "\"kee\":", "'surplus'"),
        damaged(SURPLUS.toJson(), "\"surplus\":[{", "\"surplus\":[7,{", "'surplus'"));
  }

  private static Stream<Damage> damagedResults() {
    return Stream.of(
        damaged(RESULT.toJson(), "\"counts\":{", "\"c\":{", "'counts'"),
        damaged(RESULT.toJson(), "\"outcomes\":{", "\"o\":{", "'outcomes'"),
        damaged(RESULT.toJson(), "owner\":1", "owner\":-1", "a count"),
        damaged(RESULT.toJson(), "owner\":1", "owner\":\"1\"", "a count"),
        damaged(RESULT.toJson(), ":\"repaired-as-owner\"", ":\"mended\"", "'mended' is unknown"),
        damaged(RESULT.toJson(), "T00:00:01Z", "", "'doneAt'"));
  }

  private static Damage damaged(Bytes good, String part, String by, String complaint) {
    return new Damage(CorruptRecords.spoilt(good, part, by), complaint);
  }
}
