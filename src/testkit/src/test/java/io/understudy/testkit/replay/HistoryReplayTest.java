package io.understudy.testkit.replay;

import static io.understudy.testkit.replay.Script.KEYS;
import static io.understudy.testkit.replay.Script.application;
import static io.understudy.testkit.replay.Script.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.replay.Violation.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryReplayTest {

  private static final Rules RULES = Rules.profile("live-standby", Rules.Options.DEFAULT);
  private static final Bytes A = application("a");
  private static final Bytes B = application("b");
  private static final Bytes DEPLOYMENT = Bytes.utf8("/registry/deployments/team/web");
  private static final Bytes NAMESPACE = Bytes.utf8("/registry/namespaces/team");

  private final Script source = new Script();
  private final Script target = new Script();

  @Test
  void aFaithfulTargetHasNothingToAnswerFor() {
    source.put(A, object("a", "1")).end();
    source.put(B, object("b", "1", "a")).put(DEPLOYMENT, object("d", "1")).end();
    source.put(A, object("a", "2")).end();
    source.delete(B).end();
    target.put(A, object("a", "1")).tail(2).end();
    target.put(B, object("b", "1", "a")).put(KEYS.parked(DEPLOYMENT), object("d", "1"));
    target.tail(3).end();
    target.put(A, object("a", "2")).delete(B).tail(5).end();
    Report report = replay().orFail();
    assertThat(report.claims()).isEqualTo(3);
    assertThat(report.equalKeys()).isEqualTo(2);
    assertThat(report.lastWatermark()).isEqualTo(5);
  }

  @Test
  void aChangeThatWasNotCarriedOverIsFound() {
    source.put(A, object("a", "1")).end();
    source.put(A, object("a", "2")).end();
    target.put(A, object("a", "1")).tail(2).end();
    target.tail(3).end();
    assertOnly(Kind.DIFFERENT, 3);
  }

  @Test
  void aMissedObjectIsFound() {
    source.put(A, object("a", "1")).put(B, object("b", "1")).end();
    target.put(A, object("a", "1")).tail(2).end();
    assertOnly(Kind.MISSED, 2);
  }

  @Test
  void aMissedDeleteIsFound() {
    source.put(A, object("a", "1")).end();
    source.delete(A).end();
    target.put(A, object("a", "1")).tail(2).end();
    target.tail(3).end();
    assertOnly(Kind.SURPLUS, 3);
  }

  @Test
  void aCheckpointAheadOfItsDataIsFound() {
    source.put(A, object("a", "1")).end();
    target.tail(2).end();
    target.put(A, object("a", "1")).tail(2).end();
    assertOnly(Kind.MISSED, 2);
  }

  @Test
  void aParkedObjectLeftVisibleIsFound() {
    source.put(DEPLOYMENT, object("d", "1")).end();
    target.put(KEYS.parked(DEPLOYMENT), object("d", "1")).put(DEPLOYMENT, object("d", "1"));
    target.tail(2).end();
    assertOnly(Kind.SURPLUS, 2);
  }

  @Test
  void aDependentThatDidNotFollowItsOwnerIntoParkIsFound() {
    source.put(DEPLOYMENT, object("d", "1")).put(A, object("a", "1")).end();
    source.put(A, object("a", "1", "d")).end();
    target.put(KEYS.parked(DEPLOYMENT), object("d", "1")).put(A, object("a", "1")).tail(2).end();
    target.put(A, object("a", "1", "d")).tail(3).end();
    assertThat(replay().violations())
        .extracting(Violation::kind)
        .containsExactly(Kind.OWNER_MISSING, Kind.SURPLUS, Kind.MISSED);
  }

  @Test
  void aDependentBeforeItsOwnerIsFoundInACopyToo() {
    target.checkpoint("copy", 0, false).put(B, object("b", "1", "a")).end();
    target.checkpoint("copy", 0, false).put(A, object("a", "1")).end();
    assertOnly(Kind.OWNER_MISSING, 2);
  }

  @Test
  void anOwnerThatGoesBeforeItsDependentIsFound() {
    target.checkpoint("copy", 0, false).put(A, object("a", "1")).end();
    target.checkpoint("copy", 0, false).put(B, object("b", "1", "a")).end();
    target.checkpoint("copy", 0, false).delete(A).end();
    assertOnly(Kind.OWNER_MISSING, 4);
  }

  @Test
  void aNamespaceThatComesAfterItsContentsIsFound() {
    target.checkpoint("copy", 0, false).put(A, object("a", "1")).end();
    target.checkpoint("copy", 0, false).put(NAMESPACE, object("n", "1")).end();
    assertOnly(Kind.CONTAINER_MISSING, 3);
  }

  @Test
  void aDefinitionThatGoesBeforeItsObjectsIsFound() {
    Bytes definition =
        Bytes.utf8(
            "/registry/apiextensions.k8s.io/customresourcedefinitions/applications.apps.example.io");
    target.checkpoint("copy", 0, false).put(definition, object("x", "1")).end();
    target.checkpoint("copy", 0, false).put(A, object("a", "1")).end();
    target.checkpoint("copy", 0, false).delete(definition).end();
    assertOnly(Kind.CONTAINER_MISSING, 4);
  }

  @Test
  void anObjectOverwrittenByItsSuccessorIsFound() {
    source.put(A, object("a", "1")).end();
    source.delete(A).end();
    source.put(A, object("other", "1")).end();
    target.put(A, object("a", "1")).tail(2).end();
    target.put(A, object("other", "1")).tail(4).end();
    assertOnly(Kind.REPLACED, 3);
  }

  @Test
  void aWatermarkThatFallsIsFound() {
    source.put(A, object("a", "1")).end();
    source.delete(A).end();
    target.tail(3).end();
    target.tail(2).end();
    assertOnly(Kind.WATERMARK, 3);
  }

  @Test
  void aWatermarkThatTheSourceNeverReachedIsFound() {
    target.tail(9).end();
    assertOnly(Kind.WATERMARK, 2);
  }

  @Test
  void aCheckpointThatCannotBeReadIsFound() {
    target.put(KEYS.checkpoint(), Bytes.utf8("{}")).end();
    assertOnly(Kind.CHECKPOINT, 2);
  }

  @Test
  void betweenPartsNothingIsClaimed() {
    source.put(A, object("a", "1")).put(B, object("b", "1")).end();
    target.put(A, object("a", "1")).checkpoint("tail", 1, true).end();
    target.put(B, object("b", "1")).tail(2).end();
    assertThat(replay().orFail().claims()).isOne();
  }

  @Test
  void whatOthersWroteInTheTailIsTheirs() {
    source.put(A, object("a", "1")).end();
    target.checkpoint("copy", 0, false).end();
    target.put(A, object("a", "1")).tail(2).end();
    target.put(A, object("a", "theirs")).end();
    target.tail(2).end();
    target.delete(A).end();
    target.put(B, object("b", "theirs")).end();
    target.tail(2).end();
    replay().orFail();
  }

  @Test
  void whatOthersWroteBeforeACopyIsOverwrittenByIt() {
    source.put(A, object("a", "1")).end();
    target.put(A, object("a", "theirs")).end();
    target.checkpoint("copy", 0, false).end();
    target.tail(2).end();
    assertOnly(Kind.DIFFERENT, 4);
  }

  @Test
  void aHistoryWithAHoleIsRefused() {
    source.put(A, object("a", "1")).end();
    source.end().end();
    assertThatThrownBy(
            () ->
                new History(
                    List.of(
                        source.history().revisions().getFirst(),
                        source.history().revisions().getLast())))
        .hasMessageContaining("hole");
  }

  private void assertOnly(Kind kind, long targetRevision) {
    assertThat(replay().violations())
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.kind()).isEqualTo(kind);
              assertThat(violation.targetRevision()).isEqualTo(targetRevision);
            });
    assertThatThrownBy(() -> replay().orFail())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("T=" + targetRevision)
        .hasMessageContaining(kind.name());
  }

  private Report replay() {
    return HistoryReplay.run(RULES, KEYS, source.history(), target.history());
  }
}
