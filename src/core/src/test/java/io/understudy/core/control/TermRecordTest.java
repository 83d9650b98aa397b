package io.understudy.core.control;

import static io.understudy.core.control.CorruptRecords.spoilt;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.core.control.CorruptRecords.Damage;
import io.understudy.core.control.TermRecord.Role;
import io.understudy.core.port.Bytes;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TermRecordTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456789Z");
  private static final TermRecord STANDBY =
      new TermRecord(Role.STANDBY, 7, "sync-0", NOON, "leader changed");

  @ParameterizedTest
  @EnumSource
  void aTermIsReadAsItWasWritten(Role role) {
    TermRecord term = new TermRecord(role, Long.MAX_VALUE, "größe \"0\"", NOON, "line\nbreak");

    assertThat(TermRecord.fromJson(term.toJson())).isEqualTo(term);
  }

  @Test
  void theFieldsHaveTheNamesThatOthersRead() throws IOException {
    JsonNode json = new ObjectMapper().readTree(STANDBY.toJson().array());

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("version", "role", "term", "holder", "since", "reason");
    assertThat(json.get("role").textValue()).isEqualTo("standby");
    assertThat(json.get("term").longValue()).isEqualTo(7);
    assertThat(json.get("holder").textValue()).isEqualTo("sync-0");
    assertThat(json.get("since").textValue()).isEqualTo("2026-03-01T12:00:00.123456789Z");
    assertThat(json.get("reason").textValue()).isEqualTo("leader changed");
  }

  @Test
  void aPromotedSiteSaysSo() {
    TermRecord promoted = new TermRecord(Role.PROMOTED, 8, "failover-0", NOON, "switchover");

    assertThat(promoted.toJson().utf8()).contains("\"role\":\"promoted\"");
  }

  @Test
  void aRecordThatLaterReleasesAddedFieldsToIsStillRead() {
    String more = spoilt(STANDBY.toJson(), "\"term\":7", "\"term\":7,\"sourceRevision\":{\"a\":1}");

    assertThat(TermRecord.fromJson(Bytes.utf8(more))).isEqualTo(STANDBY);
  }

  @Test
  void theNextTermIsOneHigherAndHasItsOwnHolder() {
    TermRecord next = STANDBY.next("sync-1", NOON.plusSeconds(1), "a new run");

    assertThat(next)
        .isEqualTo(new TermRecord(Role.STANDBY, 8, "sync-1", NOON.plusSeconds(1), "a new run"));
    assertThat(TermRecord.none().next("sync-0", NOON, "first").term()).isEqualTo(1);
  }

  @Test
  void aPromotionSaysWhatItClaimsAndWhoAskedForIt() {
    TermRecord promoted =
        new TermRecord(
            Role.PROMOTED,
            9,
            "sync-1",
            NOON,
            "primary lost",
            new TermRecord.Request(8, "run-7"),
            new TermRecord.Claim(
                0xfedcba9876543210L,
                812,
                433,
                Checkpoint.Phase.RESYNC,
                true,
                new TermRecord.Evidence(
                    6, Bytes.utf8("/registry/configmaps/a/b"), 811, 430, "ab12-kubernetes")));

    assertThat(TermRecord.fromJson(promoted.toJson())).isEqualTo(promoted);
    assertThat(promoted.toJson().utf8())
        .contains("\"role\":\"promoted\"", "\"sourceClusterId\":\"fedcba9876543210\"")
        .contains("\"watermark\":812", "\"targetRevision\":433", "\"phase\":\"resync\"")
        .contains("\"inParts\":true", "\"expectedTerm\":8", "\"requestKey\":\"run-7\"")
        .contains("\"sourceRaftTerm\":6", "\"lastKeyRevision\":811", "\"driftRevision\":430");
    assertThat(promoted.claim().isEqual()).isFalse();
  }

  @Test
  void aRecordWithoutAClaimIsReadAsBefore() {
    Bytes old =
        Bytes.utf8(
            "{\"version\":1,\"role\":\"promoted\",\"term\":9,\"holder\":\"a\","
                + "\"since\":\"2026-03-01T12:00:00Z\",\"reason\":\"b\"}");

    TermRecord read = TermRecord.fromJson(old);

    assertThat(read.isPromoted()).isTrue();
    assertThat(read.claim()).isNull();
    assertThat(read.request()).isNull();
  }

  @Test
  void aDamagedClaimIsNamed() {
    Bytes good =
        new TermRecord(
                Role.PROMOTED,
                9,
                "a",
                NOON,
                "b",
                null,
                new TermRecord.Claim(1, 2, 3, Checkpoint.Phase.TAIL, false, null))
            .toJson();
    for (Damage damage :
        List.of(
            new Damage(
                spoilt(good, "\"sourceClusterId\":\"1\"", "\"sourceClusterId\":\"x\""),
                "sourceClusterId"),
            new Damage(spoilt(good, "\"watermark\":2", "\"watermark\":-2"), "watermark"),
            new Damage(spoilt(good, "\"phase\":\"tail\"", "\"phase\":\"tale\""), "phase"),
            new Damage(spoilt(good, "\"inParts\":false", "\"inParts\":0"), "inParts"))) {
      CorruptRecords.assertRefused(TermRecord::fromJson, "term", damage);
    }
  }

  static Stream<Damage> damages() {
    Bytes good = STANDBY.toJson();
    return Stream.of(
        new Damage(spoilt(good, "\"standby\"", "\"primary\""), "role"),
        new Damage(spoilt(good, "\"standby\"", "\"STANDBY\""), "role"),
        new Damage(spoilt(good, "\"standby\"", "null"), "'role'"),
        new Damage(spoilt(good, "\"role\"", "\"roles\""), "'role'"),
        new Damage(spoilt(good, "\"term\":7", "\"term\":-1"), "'term'"),
        new Damage(spoilt(good, "\"term\":7", "\"term\":7.5"), "'term'"),
        new Damage(spoilt(good, "\"term\":7", "\"term\":\"7\""), "'term'"),
        new Damage(spoilt(good, "\"term\":7", "\"term\":9223372036854775808"), "'term'"),
        new Damage(spoilt(good, "\"sync-0\"", "0"), "'holder'"),
        new Damage(spoilt(good, "\"holder\"", "\"older\""), "'holder'"),
        new Damage(spoilt(good, "2026-03-01T", "yesterday "), "'since'"),
        new Damage(spoilt(good, "\"since\"", "\"from\""), "'since'"),
        new Damage(spoilt(good, "\"leader changed\"", "[]"), "'reason'"));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void aDamagedFieldIsNamed(Damage damage) {
    CorruptRecords.assertRefused(TermRecord::fromJson, "term", damage);
  }

  @Test
  void whatIsNoRecordAtAllIsRefused() {
    CorruptRecords.assertRefusesWhatIsNoRecord(TermRecord::fromJson, "term", STANDBY.toJson());
  }
}
