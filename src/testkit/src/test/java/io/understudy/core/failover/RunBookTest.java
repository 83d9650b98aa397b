package io.understudy.core.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.failover.PlannedStep.Mode;
import io.understudy.core.failover.RunBook.Beginning;
import io.understudy.core.failover.RunBook.Idempotency;
import io.understudy.core.failover.RunBook.Kept;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Pending;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Journals of runs in an etcd. */
class RunBookTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final ControlKeys KEYS = new ControlKeys("global");
  private static final StepType RETIRE =
      new StepType(
          "retire", "Ends it.", StepType.InDrill.DRY, StepType.Nature.AFTER_END, List.of());
  private static final EntryJson JSON =
      new EntryJson(
          name ->
              List.of(StepType.APPROVE, RETIRE).stream()
                  .filter(type -> type.name().equals(name))
                  .findFirst());

  private final ModelEtcd etcd = new ModelEtcd(new ModelStore(1));
  private final RunBook book = new RunBook(etcd, KEYS, JSON, new Noon());

  private record Noon() implements Timing {

    @Override
    public Instant now() {
      return NOON;
    }

    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public void pause(Duration duration) {
      // Nothing to wait for: the model answers at once.
    }

    @Override
    public double chance() {
      return 0.5;
    }
  }

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

  @Test
  void whatWasPutOnRecordMeanwhileIsKept() {
    begin("1");
    RunTurn turn = turn("one");
    Kept kept = book.append(load("1"), new Event.TakenOver("one"), turn);
    book.append(
        load("1"), run -> Optional.of(new Event.Commanded(Command.PAUSE, "", "somebody", "")));

    Kept after = book.append(kept, new Event.Noted("ask", "seen", "it"), turn);

    assertThat(after.state().paused()).isEqualTo("somebody");
    assertThat(after.state().step("ask").notes()).containsEntry("seen", "it");
    assertThat(load("1").journal().entries()).isEqualTo(after.journal().entries());
  }

  @Test
  void whatIsNotTheNextThingAnyMoreIsNotBegun() {
    begin("1");
    RunTurn turn = turn("one");
    Kept kept = book.append(load("1"), new Event.TakenOver("one"), turn);
    book.append(
        load("1"), run -> Optional.of(new Event.Commanded(Command.CANCEL, "", "somebody", "")));

    Kept after =
        book.append(
            kept,
            run ->
                run.cancelled().isEmpty()
                    ? Optional.of(new Event.StepBegan("ask", 1))
                    : Optional.empty(),
            turn);

    assertThat(after.state().cancelled()).isEqualTo("somebody");
    assertThat(load("1").state().step("ask").attempts()).isZero();
  }

  @Test
  void whoLostTheTurnPutsNothingOnRecord() {
    begin("1");
    Kept kept = load("1");
    RunTurns turns = new RunTurns(etcd, KEYS, "one", 15);
    RunTurn lost = turns.take().orElseThrow();
    turns.giveUp(lost);
    RunTurn other = turn("two");
    book.append(kept, new Event.TakenOver("two"), other);

    assertThatThrownBy(() -> book.append(kept, new Event.StepBegan("ask", 1), lost))
        .isInstanceOf(TurnLostException.class);
    assertThat(load("1").journal().entries()).hasSize(2);
  }

  /** Whoever holds something for the sake of that entry may let go of it. */
  @Test
  void whatTheEtcdRefusedIsKnownNotToComeLate() {
    begin("1");
    RunBook.Kept kept = book.load("1").orElseThrow();
    Etcd full =
        (Etcd)
            Proxy.newProxyInstance(
                Etcd.class.getClassLoader(),
                new Class<?>[] {Etcd.class},
                (proxy, method, arguments) ->
                    method.getName().equals("txn") ? refused() : method.invoke(etcd, arguments));

    assertThatThrownBy(
            () ->
                new RunBook(full, KEYS, JSON, new Noon())
                    .append(kept, fresh -> Optional.of(new Event.TakenOver("one"))))
        .isInstanceOf(NotAddedException.class)
        .hasMessageContaining("full");
  }

  private static Pending<TxnOutcome> refused() {
    return new Pending<>() {
      @Override
      public TxnOutcome await() {
        return new TxnOutcome.Rejected(
            new EtcdException(EtcdException.Kind.NO_SPACE, "it is full"));
      }

      @Override
      public boolean isDone() {
        return true;
      }
    };
  }

  @Test
  void oneProcessHasTheTurn() {
    turn("one");

    assertThat(new RunTurns(etcd, KEYS, "two", 15).take()).isEmpty();
  }

  @Test
  void oneRunGoesOnAtATime() {
    begin("1");

    assertThat(book.begin("2", begun("other"), Optional.empty(), 0))
        .isEqualTo(new Beginning.Busy("1"));
    assertThat(book.ids()).containsExactly("1");
  }

  @Test
  void aRunThatEndedMakesRoom() {
    begin("1");
    RunTurn turn = turn("one");
    book.append(load("1"), new Event.Ended(Event.Outcome.CANCELLED), turn);

    assertThat(book.current()).isEmpty();
    begin("2");
    assertThat(book.ids()).containsExactly("2", "1");
  }

  @Test
  void aRunMakesRoomOnlyWhenWhatComesAfterItsEndIsThrough() {
    StepSpec retire =
        new StepSpec(
            "retire",
            RETIRE,
            Set.of(Verb.FAILOVER),
            Duration.ofSeconds(9),
            0,
            Optional.empty(),
            Parameters.NONE,
            4);
    Event.Begun begun =
        new Event.Begun(
            begun("comment").request(), "b", List.of(new PlannedStep(retire, Mode.RUN, "ends it")));
    book.begin("1", begun, Optional.empty(), 0);
    RunTurn turn = turn("one");
    Kept kept = book.append(load("1"), new Event.Ended(Event.Outcome.SUCCEEDED), turn);

    assertThat(book.current()).contains("1");
    kept = book.append(kept, new Event.StepBegan("retire", 1), turn);
    assertThat(book.current()).contains("1");
    kept = book.append(kept, new Event.StepDone("retire", Evidence.of("retired")), turn);

    assertThat(book.current()).isEmpty();
    assertThat(load("1").journal().entries()).isEqualTo(kept.journal().entries());
    assertThat(load("1").state().outcome()).isEqualTo(Event.Outcome.SUCCEEDED);
  }

  @Test
  void theSameRequestBeginsOneRun() {
    Optional<Idempotency> request = Optional.of(new Idempotency("key", "body"));
    book.begin("1", begun("comment"), request, 0);

    assertThat(book.begin("2", begun("comment"), request, 0))
        .isEqualTo(new Beginning.Repeated("1"));
    assertThat(book.begin("2", begun("x"), Optional.of(new Idempotency("key", "another")), 0))
        .isEqualTo(new Beginning.OtherBody("1"));
  }

  @Test
  void aTermThatMovedBeginsNothing() {
    put(KEYS.term(), Bytes.utf8("{}"));

    assertThat(book.begin("1", begun("comment"), Optional.empty(), 0))
        .isEqualTo(new Beginning.TermMoved());
    assertThat(book.current()).isEmpty();
  }

  @Test
  void theOldestRunsGoWithAllThatBelongsToThem() {
    RunTurn turn = turn("one");
    for (String id : List.of("1", "2", "3")) {
      book.begin(id, begun(id), Optional.of(new Idempotency("key-" + id, "body")), 0);
      book.append(load(id), new Event.Ended(Event.Outcome.CANCELLED), turn);
    }

    book.prune(1);

    assertThat(book.ids()).containsExactly("3");
    assertThat(book.find(new Idempotency("key-1", "body"))).isEmpty();
    assertThat(book.find(new Idempotency("key-3", "body"))).isPresent();
  }

  private void begin(String id) {
    assertThat(book.begin(id, begun("comment"), Optional.empty(), 0))
        .isEqualTo(new Beginning.Begun(id));
  }

  private Kept load(String id) {
    return book.load(id).orElseThrow();
  }

  private RunTurn turn(String holder) {
    return new RunTurns(etcd, KEYS, holder, 15).take().orElseThrow();
  }

  private Bytes value(Bytes key) {
    KeyValue found = etcd.get(List.of(key), 0).await().keys().get(key);
    return found.value();
  }

  private void put(Bytes key, Bytes value) {
    etcd.txn(new Txn(List.of(), List.of(Txn.put(key, value)))).await();
  }

  private static Event.Begun begun(String comment) {
    StepSpec spec =
        new StepSpec(
            "ask",
            StepType.APPROVE,
            Set.of(Verb.SWITCHOVER, Verb.FAILOVER),
            Duration.ofSeconds(9),
            3,
            Optional.empty(),
            new Parameters(java.util.Map.of("message", "is it so?")),
            4);
    RunRequest request =
        new RunRequest(
            Verb.FAILOVER,
            "hash",
            "primary",
            7,
            Optional.of(42L),
            Optional.of("digest"),
            Set.of("ask"),
            Optional.of("it only seems to answer"),
            "somebody",
            comment);
    return new Event.Begun(
        request, "standby", List.of(new PlannedStep(spec, Mode.RUN, "asks a person")));
  }
}
