package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.port.Bytes;
import io.understudy.testkit.ModelStore;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** By its raft term a restored source is told even where nothing else tells it any more. */
class RestoredSourceTest extends MirrorRunCase {

  private static final String KEPT = "/registry/configmaps/team/kept";
  private static final String LATE = "/registry/configmaps/team/late";

  private final ModelStore first = source.store();

  @Test
  void theTermOfASourceThatIsResumedGoesOnRecordThoughNothingIsWrittenThere() {
    mirroredInTerm(7);

    first.setRaftTerm(9);
    assertThat(run(() -> recordedTerm() == 9)).isInstanceOf(End.Stopped.class);

    assertThat(checkpoint().watermark()).isEqualTo(first.revision());
  }

  @Test
  void anElectionAtTheSourceGoesOnRecordWhileItTails() {
    mirroredInTerm(7);

    End end =
        run(
            () -> {
              if (tailsAt(first.revision())) {
                first.setRaftTerm(9);
              }
              return recordedTerm() == 9;
            });

    assertThat(end).isInstanceOf(End.Stopped.class);
  }

  @Test
  void aTermThatAMemberWhichLagsBehindTellsTakesNothingBack() {
    mirroredInTerm(7);
    first.setRaftTerm(9);
    run(() -> recordedTerm() == 9);

    End end =
        run(
            () -> {
              if (first.raftTerm() == 9 && tailsAt(first.revision())) {
                first.setRaftTerm(8);
                put(first, LATE, "1");
              }
              return has(LATE);
            });

    assertThat(end).isInstanceOf(End.Stopped.class);
    assertThat(recordedTerm()).isEqualTo(9);
  }

  @Test
  void aSourceRestoredToTheTermOfTheFirstCopyIsRefusedThoughItHasCompactedTheWatermark() {
    mirroredInTerm(7);
    ModelStore backup = first.fork();
    first.setRaftTerm(9);
    put(first, LATE, "1");
    run(() -> has(LATE));

    replaceSource(aliveAgain(backup));

    assertThat(run(() -> !has(LATE)))
        .isInstanceOfSatisfying(
            End.Refused.class,
            refused -> assertThat(refused.why()).contains("raft term went back from 9 to 7"));
    assertThat(has(LATE)).isTrue();
  }

  @Test
  void oneThatIsRestoredWhileItIsFollowedIsRefusedAtOnce() {
    mirroredInTerm(7);
    ModelStore backup = first.fork();
    first.setRaftTerm(9);
    put(first, LATE, "1");

    End end =
        run(
            () -> {
              if (source.store() == first && tailsAt(first.revision()) && recordedTerm() == 9) {
                replaceSource(aliveAgain(backup));
              }
              return !has(LATE) && source.store() != first;
            });

    assertThat(end)
        .isInstanceOfSatisfying(
            End.Refused.class,
            refused -> assertThat(refused.why()).contains("raft term went back from 9 to 7"));
    assertThat(has(LATE)).isTrue();
  }

  /** Somebody looks who answers before anything is used. */
  @Test
  void oneThatIsRestoredWhileAllIsComparedIsRefusedBeforeAnythingOfItIsWritten() {
    mirroredInTerm(7);
    ModelStore backup = first.fork();
    put(first, LATE, "1");
    first.setRaftTerm(9);
    run(() -> has(LATE) && recordedTerm() == 9);
    put(first, KEPT, "2");
    put(first, KEPT, "3");
    first.compact(first.revision());
    for (int i = 0; i < 20; i++) {
      put(backup, KEPT, "other " + i);
    }
    beforeSource =
        call -> {
          boolean resyncs = checkpoint().phase() == Checkpoint.Phase.RESYNC;
          if (call.equals("range") && resyncs && source.store() == first) {
            replaceSource(backup);
          }
        };

    End end = run(() -> !has(LATE) || !keptInTarget().equals("1"));

    assertThat(end)
        .isInstanceOfSatisfying(
            End.Refused.class,
            refused -> assertThat(refused.why()).contains("raft term went back from 9 to 7"));
    assertThat(source.store()).isSameAs(backup);
    assertThat(has(LATE)).isTrue();
    assertThat(keptInTarget()).isEqualTo("1");
  }

  private String keptInTarget() {
    return Objects.requireNonNull(target.snapshot(target.revision()).get(Bytes.utf8(KEPT)))
        .value()
        .utf8();
  }

  private void mirroredInTerm(long term) {
    first.setRaftTerm(term);
    put(first, KEPT, "1");
    assertThat(run(() -> tailsAt(first.revision()))).isInstanceOf(End.Stopped.class);
    assertThat(recordedTerm()).isEqualTo(term);
  }

  /** Written to beyond all that the lost life had, and compacted. */
  private static ModelStore aliveAgain(ModelStore backup) {
    for (int i = 0; i < 20; i++) {
      put(backup, KEPT, "other " + i);
    }
    backup.compact(backup.revision());
    return backup;
  }

  private long recordedTerm() {
    return checkpoint().source().raftTerm();
  }
}
