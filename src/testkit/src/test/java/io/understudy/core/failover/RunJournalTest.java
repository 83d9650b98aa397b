package io.understudy.core.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.failover.RunBook.Beginning;
import io.understudy.core.failover.RunBook.Kept;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is read back of a journal, and that whatever was done to it shows. */
class RunJournalTest extends RunBookCase {

  @Test
  void whatIsPutOnRecordIsReadAsItWas() {
    begin("1");
    Kept kept = load("1");
    RunTurn turn = turn("one");
    kept = book.append(kept, new Event.TakenOver("one"), turn);
    kept = book.append(kept, new Event.StepBegan("ask", 1), turn);
    kept = book.append(kept, new Event.Noted("ask", "old", "10.0.0.1"), turn);

    assertThat(load("1").journal().entries()).isEqualTo(kept.journal().entries());
    assertThat(load("1").state().step("ask").notes()).containsEntry("old", "10.0.0.1");
    assertThat(load("1").state().begun()).isEqualTo(begun("comment"));
  }

  @Test
  void anEntryThatWasChangedShows() {
    begin("1");
    RunTurn turn = turn("one");
    Kept kept = book.append(load("1"), new Event.TakenOver("one"), turn);
    book.append(kept, new Event.StepBegan("ask", 1), turn);
    Bytes key = KEYS.runEntry("1", 1);
    String changed = value(key).utf8().replace("\"one\"", "\"two\"");
    put(key, Bytes.utf8(changed));

    assertThatThrownBy(() -> load("1"))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("entry 1 is not what was written");
  }

  @Test
  void anEntryThatWasReplacedByAValidOneShows() {
    begin("1");
    RunTurn turn = turn("one");
    Kept kept = book.append(load("1"), new Event.TakenOver("one"), turn);
    book.append(kept, new Event.StepBegan("ask", 1), turn);
    Entry begun = kept.journal().entries().getFirst();
    Entry other = JSON.next(1, NOON, begun.hash(), new Event.TakenOver("two"));
    put(KEYS.runEntry("1", 1), JSON.write(other));

    assertThatThrownBy(() -> load("1"))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("entry 2 does not follow");
  }

  @Test
  void anEntryThatWasDeletedShows() {
    begin("1");
    RunTurn turn = turn("one");
    Kept kept = book.append(load("1"), new Event.TakenOver("one"), turn);
    book.append(kept, new Event.StepBegan("ask", 1), turn);
    etcd.txn(new Txn(List.of(), List.of(Txn.delete(KEYS.runEntry("1", 1))))).await();

    assertThatThrownBy(() -> load("1"))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("entry 1 is missing");
  }

  /** As docs/alerts.md has people do it. */
  @Test
  void aDamagedRunIsSetAsideByTheKeyThatNamesIt() {
    begin("1");
    put(KEYS.runEntry("1", 0), Bytes.utf8("damaged"));
    assertThat(book.begin("2", begun("comment"), Optional.empty(), 0))
        .isEqualTo(new Beginning.Busy("1"));

    etcd.txn(new Txn(List.of(), List.of(Txn.delete(KEYS.run())))).await();

    begin("2");
    assertThat(load("2").state().isOver()).isFalse();
  }

  @Test
  void aJournalThatIsKnownIsReadOnFromItsLastEntry() {
    begin("1");
    RunTurn turn = turn("one");
    Kept known = book.append(load("1"), new Event.TakenOver("one"), turn);
    assertThat(book.refresh(known)).contains(known);
    book.append(known, new Event.StepBegan("ask", 1), turn);
    // That what is known is not read again shows by a change that only a whole reading finds.
    put(KEYS.runEntry("1", 0), Bytes.utf8("damaged"));

    Kept fresh = book.refresh(known).orElseThrow();

    assertThat(fresh.journal().entries()).hasSize(3);
    assertThat(fresh.journal().entries().subList(0, 2)).isEqualTo(known.journal().entries());
    assertThat(fresh.state().step("ask").attempts()).isEqualTo(1);
    assertThatThrownBy(() -> load("1")).isInstanceOf(JournalException.class);
  }

  @Test
  void aLastKnownEntryThatIsAnotherByNowShows() {
    begin("1");
    RunTurn turn = turn("one");
    Kept known = book.append(load("1"), new Event.TakenOver("one"), turn);
    Entry begun = known.journal().entries().getFirst();
    Bytes key = KEYS.runEntry("1", 1);
    put(key, JSON.write(JSON.next(1, NOON, begun.hash(), new Event.TakenOver("two"))));
    assertThatThrownBy(() -> book.refresh(known))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("entry 1 was changed");

    etcd.txn(new Txn(List.of(), List.of(Txn.delete(key)))).await();
    assertThatThrownBy(() -> book.refresh(known)).isInstanceOf(JournalException.class);
  }

  @Test
  void anEntryThatDoesNotFollowFromWhatIsKnownShows() {
    begin("1");
    Kept known = load("1");
    put(
        KEYS.runEntry("1", 1),
        JSON.write(JSON.next(1, NOON, "another hash", new Event.TakenOver("two"))));

    assertThatThrownBy(() -> book.refresh(known))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("entry 1 does not follow");
  }

  @Test
  void aRunThatIsNotKeptAnyMoreIsGone() {
    begin("1");
    Kept known = load("1");
    etcd.txn(new Txn(List.of(), List.of(Txn.delete(KEYS.runEntry("1", 0))))).await();

    assertThat(book.refresh(known)).isEmpty();
  }
}
