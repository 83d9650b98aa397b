package io.understudy.core.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.failover.PlannedStep.Mode;
import io.understudy.core.failover.RunBook.Beginning;
import io.understudy.core.failover.RunBook.Idempotency;
import io.understudy.core.failover.RunBook.Kept;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Runs on record: what is begun, and what makes room. */
class RunBookTest extends RunBookCase {

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

  @Test
  void theNewestSuccessOfAVerbIsKeptBesideThem() {
    RunTurn turn = turn("one");
    for (String id : List.of("1", "2", "3", "4")) {
      book.begin(id, begun(id), Optional.empty(), 0);
      boolean succeeds = id.equals("1") || id.equals("2");
      book.append(
          load(id),
          new Event.Ended(succeeds ? Event.Outcome.SUCCEEDED : Event.Outcome.CANCELLED),
          turn);
    }

    book.prune(1);

    assertThat(book.ids()).containsExactly("4", "2");
  }

  /** As an operator's etcdctl leaves it: it would be there for ever, and nobody could fail over. */
  @Test
  void aTurnWithoutALeaseEndsAsIfItsHolderHadVanished() {
    RunTurns turns = new RunTurns(etcd, KEYS, "one", 15);
    put(KEYS.runTurn(), Bytes.utf8("somebody"));
    assertThat(turns.take()).isEmpty();
    etcd.advance(Duration.ofSeconds(16));

    RunTurn turn = turns.take().orElseThrow();

    assertThat(turns.keepAlive(turn)).isTrue();
  }

  /** Before anybody else can have the turn. */
  @Test
  void whoseKeyIsReplacedSeesItWhenTheTurnIsRenewed() {
    RunTurns turns = new RunTurns(etcd, KEYS, "one", 15);
    RunTurn turn = turns.take().orElseThrow();
    assertThat(turns.keepAlive(turn)).isTrue();

    put(KEYS.runTurn(), Bytes.utf8("somebody"));

    assertThat(turns.keepAlive(turn)).isFalse();
    assertThat(new RunTurns(etcd, KEYS, "two", 15).take()).isEmpty();
  }
}
