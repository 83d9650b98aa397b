package io.understudy.e2e;

import static io.understudy.e2e.Values.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.mirror.LeadLimits;
import io.understudy.core.mirror.Limits;
import io.understudy.core.mirror.Prune;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.FaultLink;
import io.understudy.testkit.replay.History;
import io.understudy.testkit.sample.SampleRegistry;
import io.understudy.testkit.sample.Traffic;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lost history, and what a difference then carries over. */
class CompactionTest {

  private static final Rules RULES = TwoEtcds.profile("acp-global");

  private final TwoEtcds etcds = new TwoEtcds();

  @AfterEach
  void close() {
    etcds.close();
  }

  @Test
  void whatWasDeletedWhileTheMirrorWasDownIsCarriedOver() {
    Bytes kept = configMap(etcds.source(), "kept");
    Bytes gone = configMap(etcds.source(), "gone");
    mirrorOnce(Prune.MIRRORED);
    etcds.source().delete(gone);
    Bytes fresh = configMap(etcds.source(), "fresh");
    History before = compactAll();
    assertThat(mirrorOnce(Prune.MIRRORED)).anyMatch(event -> event.startsWith("phase RESYNC"));
    assertThat(List.of(kept, fresh)).allMatch(etcds::targetHas);
    assertThat(etcds.targetHas(gone)).isFalse();
    etcds.replay(before, RULES);
  }

  @Test
  void anObjectRecreatedWhileTheMirrorWasDownIsDeletedFirst() {
    Bytes key = configMap(etcds.source(), "again");
    mirrorOnce(Prune.MIRRORED);
    etcds.source().delete(key);
    etcds.source().put(key, Values.object("ConfigMap", "another-uid"));
    History before = compactAll();
    mirrorOnce(Prune.MIRRORED);
    assertThat(etcds.targetValue(key)).contains(Values.object("ConfigMap", "another-uid"));
    etcds.replay(before, RULES);
  }

  @Test
  void compactionDuringACopyIsSurvived() {
    SampleRegistry registry = SampleRegistry.of(5, 30);
    registry.objects().forEach(put -> etcds.source().commit(List.of(put)));
    Traffic traffic = new Traffic(registry, 5);
    History history = etcds.sourceHistory();
    try (RunningMirror mirror = RunningMirror.between(slowCopy())) {
      mirror.awaitEvent("progress");
      for (int i = 0; i < 400; i++) {
        etcds.source().commit(traffic.next().writes());
        if (i % 50 == 0) {
          history = etcds.sourceHistory(history);
          etcds.source().compact(history.lastRevision());
        }
      }
      etcds.awaitEqual();
    }
    assertThat(etcds.replay(history, RULES).equalKeys()).isGreaterThan(1000);
  }

  @Test
  void compactionDuringTheTailIsSurvived() {
    Bytes gone = configMap(etcds.source(), "gone");
    try (FaultLink toSource = FaultLink.to(etcds.sourceProcess().endpoint());
        RunningMirror mirror =
            RunningMirror.between(
                RunningMirror.Setup.of(
                    List.of(toSource.endpoint()),
                    List.of(etcds.targetProcess().endpoint()),
                    RULES))) {
      etcds.awaitEqual();
      toSource.cut();
      etcds.source().delete(gone);
      Bytes fresh = configMap(etcds.source(), "fresh");
      History before = compactAll();
      toSource.heal();
      etcds.awaitEqual();

      assertThat(mirror.events()).anyMatch(event -> event.startsWith("phase RESYNC"));
      assertThat(etcds.targetHas(fresh)).isTrue();
      assertThat(etcds.targetHas(gone)).isFalse();
      etcds.replay(before, RULES);
    }
  }

  @Test
  void pruningTakesOnlyWhatTheMirrorWrote() {
    Bytes theirs = foreignAndGone();
    assertThat(mirrorOnce(Prune.MIRRORED)).anyMatch(event -> event.startsWith("foreign 1"));
    assertThat(etcds.targetHas(theirs)).isTrue();
    assertThat(etcds.targetHas(Values.key("configmaps/team/gone"))).isFalse();
  }

  @Test
  void pruningAllTakesWhatOthersWroteToo() {
    Bytes theirs = foreignAndGone();
    mirrorOnce(Prune.ALL);
    assertThat(etcds.targetHas(theirs)).isFalse();
    assertThat(etcds.targetHas(Values.key("configmaps/team/gone"))).isFalse();
  }

  @Test
  void pruningNothingLeavesAll() {
    Bytes theirs = foreignAndGone();
    mirrorOnce(Prune.NONE);
    assertThat(etcds.targetHas(theirs)).isTrue();
    assertThat(etcds.targetHas(Values.key("configmaps/team/gone"))).isTrue();
  }

  /** A key that only others wrote, and one mirrored whose delete is lost to compaction. */
  private Bytes foreignAndGone() {
    configMap(etcds.source(), "kept");
    Bytes gone = configMap(etcds.source(), "gone");
    mirrorOnce(Prune.MIRRORED);
    Bytes theirs = configMap(etcds.target(), "theirs");
    etcds.source().delete(gone);
    compactAll();
    return theirs;
  }

  private History compactAll() {
    History history = etcds.sourceHistory();
    configMap(etcds.source(), "after");
    history = etcds.sourceHistory(history);
    etcds.source().compact(history.lastRevision());
    return history;
  }

  private List<String> mirrorOnce(Prune prune) {
    try (RunningMirror mirror = RunningMirror.between(setup().pruning(prune))) {
      mirror.awaitEvent("sound");
      etcds.awaitEqual();
      return List.copyOf(mirror.events());
    }
  }

  private RunningMirror.Setup setup() {
    return RunningMirror.Setup.of(
        List.of(etcds.sourceProcess().endpoint()),
        List.of(etcds.targetProcess().endpoint()),
        RULES);
  }

  /** Small pages and Txns, so that a copy is still under way when history goes. */
  private RunningMirror.Setup slowCopy() {
    Limits usual = Limits.defaults();
    return setup()
        .within(
            new Limits(
                4,
                usual.txnMaxBytes(),
                1,
                1 << 12,
                10,
                Duration.ofSeconds(1),
                usual.patience(),
                usual.idleCheckpoint(),
                usual.controlPoll(),
                usual.stall(),
                usual.retries(),
                usual.retryPause(),
                usual.preflight(),
                LeadLimits.OFF));
  }
}
