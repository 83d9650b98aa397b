package io.understudy.core.control;

import static io.understudy.core.control.CorruptRecords.spoilt;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.core.control.Checkpoint.Phase;
import io.understudy.core.control.Checkpoint.SourceId;
import io.understudy.core.control.CorruptRecords.Damage;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Checkpoint TAIL =
      new Checkpoint(
          41,
          Phase.TAIL,
          true,
          new SourceId(0xcafe_0000_0000_0001L, 5),
          Bytes.utf8("/registry/configmaps/a/größe"),
          40,
          9,
          77,
          NOON,
          "digest");

  @ParameterizedTest
  @EnumSource
  void aCheckpointIsReadAsItWasWritten(Phase phase) {
    Checkpoint checkpoint = TAIL.inPhase(phase);

    assertThat(Checkpoint.fromJson(checkpoint.toJson())).isEqualTo(checkpoint);
    assertThat(Checkpoint.fromJson(checkpoint.inParts(false).toJson()).inParts()).isFalse();
  }

  @Test
  void theFieldsHaveTheNamesThatOthersRead() throws IOException {
    JsonNode json = new ObjectMapper().readTree(TAIL.toJson().array());

    assertThat(json.get("version").intValue()).isEqualTo(1);
    assertThat(json.get("watermark").longValue()).isEqualTo(41);
    assertThat(json.get("phase").textValue()).isEqualTo("tail");
    assertThat(json.get("inParts").isBoolean()).isTrue();
    assertThat(json.get("inParts").booleanValue()).isTrue();
    assertThat(json.get("sourceClusterId").textValue()).isEqualTo("cafe000000000001");
    assertThat(json.get("sourceRaftTerm").longValue()).isEqualTo(5);
    assertThat(json.get("driftRevision").longValue()).isEqualTo(77);
    assertThat(json.get("observedAt").textValue()).isEqualTo("2026-03-01T12:00:00Z");
  }

  @Test
  void thePhasesAreSpeltInLowerCase() {
    assertThat(TAIL.inPhase(Phase.COPY).toJson().utf8()).contains("\"phase\":\"copy\"");
    assertThat(TAIL.inPhase(Phase.RESYNC).toJson().utf8()).contains("\"phase\":\"resync\"");
  }

  @Test
  void beforeAnythingIsWrittenNothingIsClaimed() {
    Checkpoint first = Checkpoint.first(new SourceId(1, 2), 9, NOON, "digest");

    assertThat(first)
        .isEqualTo(
            new Checkpoint(
                0, Phase.COPY, false, new SourceId(1, 2), Bytes.EMPTY, 0, 9, 9, NOON, "digest"));
    assertThat(Checkpoint.fromJson(first.toJson())).isEqualTo(first);
  }

  @Test
  void eachStepChangesWhatItSaysAndNothingElse() {
    Instant later = NOON.plusSeconds(1);
    SourceId other = new SourceId(2, 3);
    Bytes key = Bytes.utf8("/k");

    Checkpoint stepped =
        TAIL.at(42, later)
            .inPhase(Phase.RESYNC)
            .inParts(false)
            .from(other)
            .under("rules")
            .lastApplied(key, 43)
            .driftReadTo(78);

    assertThat(stepped)
        .isEqualTo(new Checkpoint(42, Phase.RESYNC, false, other, key, 43, 9, 78, later, "rules"));
    assertThat(TAIL.at(41, NOON)).isEqualTo(TAIL);
  }

  @Test
  void aSourceIsKnownByItsClusterAndRaftTerm() {
    EtcdStatus status = EtcdStatus.of(1, 2, 3, "3.5.30");

    assertThat(SourceId.of(status)).isEqualTo(new SourceId(1, 2));
  }

  static Stream<Damage> damages() {
    Bytes good = TAIL.toJson();
    return Stream.of(
        new Damage(spoilt(good, "\"watermark\":41", "\"watermark\":null"), "'watermark'"),
        new Damage(spoilt(good, "\"watermark\":41", "\"watermark\":-41"), "'watermark'"),
        new Damage(spoilt(good, "\"tail\"", "\"tailing\""), "phase 'tailing' is unknown"),
        new Damage(spoilt(good, "\"tail\"", "\"TAIL\""), "phase"),
        new Damage(spoilt(good, "\"phase\"", "\"face\""), "'phase'"),
        new Damage(spoilt(good, "\"inParts\":true", "\"inParts\":\"true\""), "'inParts'"),
        new Damage(spoilt(good, "\"inParts\":true", "\"inParts\":1"), "'inParts'"),
        new Damage(spoilt(good, "\"cafe000000000001\"", "\"coffee\""), "sourceClusterId"),
        new Damage(spoilt(good, "\"cafe000000000001\"", "12"), "'sourceClusterId'"),
        new Damage(spoilt(good, "cafe0", "cafe00"), "sourceClusterId"),
        new Damage(spoilt(good, "\"sourceRaftTerm\"", "\"term\""), "'sourceRaftTerm'"),
        new Damage(spoilt(good, "\"lastKey\"", "\"last\""), "'lastKey'"),
        new Damage(spoilt(good, "\"lastKeyRevision\":40", "\"lastKeyRevision\":{}"), "Revision'"),
        new Damage(spoilt(good, "\"bornRevision\"", "\"born\""), "'bornRevision'"),
        new Damage(spoilt(good, "\"driftRevision\":77", "\"driftRevision\":7e1"), "'driftRevision"),
        new Damage(spoilt(good, "2026-03-01T12:00:00Z", "2026-03-01"), "'observedAt'"),
        new Damage(spoilt(good, "\"rules\"", "\"rule\""), "'rules'"));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void aDamagedFieldIsNamed(Damage damage) {
    CorruptRecords.assertRefused(Checkpoint::fromJson, "checkpoint", damage);
  }

  @Test
  void whatIsNoRecordAtAllIsRefused() {
    CorruptRecords.assertRefusesWhatIsNoRecord(Checkpoint::fromJson, "checkpoint", TAIL.toJson());
  }
}
