package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnMarksTest {

  private static final ControlKeys KEYS = new ControlKeys("global");
  private static final long READ = 20;
  private static final int ROOM = 10;

  private final OwnMarks marks = new OwnMarks(KEYS, Map.of());

  @Test
  void aTxnAfterACheckpointThatIsReadLeavesNone() {
    assertThat(marks.after(READ, READ)).isEmpty();
    assertThat(marks.after(0, 0)).isEmpty();
  }

  @Test
  void aTxnAfterOneThatIsNotReadTellsBothRevisions() {
    List<Txn.Write> mark = marks.after(25, READ);

    assertThat(mark).hasSize(1);
    assertThat(marks.revisions(25)).containsExactly(25L);
    marks.landed(mark, 27);
    assertThat(marks.revisions(27)).containsExactlyInAnyOrder(25L, 27L);
    marks.landed(List.of(), 30);
    assertThat(marks.revisions(30)).containsExactlyInAnyOrder(25L, 27L, 30L);
  }

  @Test
  void aTxnThatDoesNotSayHowFarHistoryIsReadLeavesOneHoweverFarThatIs() {
    assertThat(marks.after(READ + 1, READ)).hasSize(1);
    assertThat(marks.after(READ + 1, READ + 1)).isEmpty();
  }

  @Test
  void txnsSideBySideLeaveOneEach() {
    Txn.Write one = marks.beside(30);
    Txn.Write other = marks.beside(30);

    assertThat(one.key()).isNotEqualTo(other.key());
    marks.note(List.of(one), 33);
    marks.note(List.of(other), 32);
    assertThat(marks.revisions(30)).containsExactlyInAnyOrder(30L, 32L, 33L);
  }

  @Test
  void theyGoOnceTheirRevisionsAreRead() {
    Txn.Write early = marks.beside(30);
    Txn.Write late = marks.beside(30);
    marks.note(List.of(early), 31);
    marks.note(List.of(late), 35);

    assertThat(marks.takeRead(30, ROOM)).isEmpty();
    assertThat(marks.takeRead(34, 0)).isEmpty();
    assertThat(marks.takeRead(34, ROOM)).containsExactly(Txn.delete(early.key()));
    assertThat(marks.takeRead(34, ROOM)).isEmpty();
    assertThat(marks.takeRead(35, ROOM)).containsExactly(Txn.delete(late.key()));
  }

  @Test
  void oneThatMayHaveLandedStaysUntilItIsKnownToHaveDoneSoBefore() {
    Txn.Write unsure = marks.beside(30);
    marks.unsure(List.of(unsure));

    assertThat(marks.takeRead(100, ROOM)).isEmpty();
    assertThat(marks.revisions(30)).containsExactly(30L);
    marks.landed(List.of(), 40);
    assertThat(marks.takeRead(39, ROOM)).isEmpty();
    assertThat(marks.takeRead(40, ROOM)).containsExactly(Txn.delete(unsure.key()));
  }

  @Test
  void thoseOfALeaderBeforeAreRead() {
    OwnMarks after = new OwnMarks(KEYS, Map.of(KEYS.mark(30, 2), 33L));

    assertThat(after.revisions(50)).containsExactlyInAnyOrder(30L, 33L, 50L);
  }

  @Test
  void aNameWithoutARevisionIsRefused() {
    Bytes damaged = KEYS.marksPrefix().plus(Bytes.utf8("x"));

    assertThat(KEYS.isMark(damaged)).isTrue();
    assertThatThrownBy(() -> KEYS.marked(damaged))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining(damaged.utf8());
  }
}
