package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Txn;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.Captures;
import io.understudy.testkit.replay.Report;
import io.understudy.testkit.sample.SampleRegistry;
import io.understudy.testkit.sample.Traffic;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole histories of the target, held against the source's: of a real registry and of storms. */
class CapturesReplayTest {

  private final TwoEtcds etcds = new TwoEtcds();

  @AfterEach
  void close() {
    etcds.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"acp-global", "live-standby", "everything"})
  void aRealRegistryAndItsChanges(String profile) {
    Rules rules = TwoEtcds.profile(profile);
    etcds.source().load(Captures.registry(Captures.REGISTRY));
    try (RunningMirror mirror = etcds.mirror(rules)) {
      etcds.awaitEqual();
      for (Captures.ChangeRevision change : Captures.changes()) {
        etcds.source().commit(change.ops().stream().map(CapturesReplayTest::write).toList());
      }
      etcds.awaitEqual();
      assertThat(mirror.events()).noneMatch(event -> event.startsWith("end"));
    }
    Report report = etcds.replay(rules);
    assertThat(report.claims()).isGreaterThan(10);
    assertThat(report.equalKeys()).isGreaterThan(100);
  }

  @ParameterizedTest
  @CsvSource({"acp-global,1", "acp-global,2", "live-standby,3", "everything,4"})
  void aStormThatBeginsBeforeTheCopy(String profile, long seed) {
    Rules rules = TwoEtcds.profile(profile);
    SampleRegistry registry = SampleRegistry.of(seed);
    registry.objects().forEach(put -> etcds.source().commit(List.of(put)));
    Traffic traffic = new Traffic(registry, seed);
    try (RunningMirror mirror = etcds.mirror(rules)) {
      for (int i = 0; i < 1500; i++) {
        etcds.source().commit(traffic.next().writes());
      }
      etcds.awaitEqual();
      assertThat(mirror.events()).noneMatch(event -> event.startsWith("hole"));
    }
    Report report = etcds.replay(rules);
    assertThat(report.lastWatermark()).isEqualTo(etcds.source().revision());
    assertThat(report.equalKeys()).isGreaterThan(300);
  }

  @Test
  void revisionsOfHundredsOfWrites() {
    Rules rules = TwoEtcds.profile("live-standby");
    try (RunningMirror mirror = etcds.mirror(rules)) {
      mirror.awaitEvent("placements");
      for (int round = 0; round < 20; round++) {
        etcds.source().commit(manyWrites(round));
      }
      etcds.awaitEqual();
    }
    assertThat(etcds.replay(rules).equalKeys()).isEqualTo(128);
  }

  private static List<Txn.Write> manyWrites(int round) {
    return IntStream.range(0, 128)
        .<Txn.Write>mapToObj(
            i -> {
              String name = "many-" + i;
              return Txn.put(
                  Values.key("configmaps/team/" + name), Values.object("ConfigMap" + round, name));
            })
        .toList();
  }

  private static Txn.Write write(Captures.Op op) {
    return switch (op) {
      case Captures.Op.Put put -> Txn.put(put.key(), put.value());
      case Captures.Op.Delete delete -> Txn.delete(delete.key());
    };
  }
}
