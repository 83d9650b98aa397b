package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.understudy.core.check.CheckDesk.Asked;
import io.understudy.core.check.CheckTurns;
import io.understudy.core.check.CheckTurns.Attempt;
import io.understudy.core.check.CheckTurns.Turn;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Trigger;
import io.understudy.core.control.CheckRequest;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.Txn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What is promised of whose turn it is and of requests, over any etcd. */
abstract class CheckTurnsContract extends CheckBookContract {

  @Test
  void oneAtATimeHasTheTurnAndTheOthersKnowWho() {
    Turn turn = taken(turns("monitor-0").begin());

    assertThat(turns("monitor-1").begin()).isEqualTo(new Attempt.Busy(Optional.of(turn.checker())));
    assertThat(desk().now().running()).contains(turn.checker());
    assertThat(turn.checker().holder()).isEqualTo("monitor-0");
    assertThat(turn.checker().trigger()).isEqualTo(Trigger.SCHEDULE);
  }

  @Test
  void whoFinishesKeepsTheResultAndFreesTheTurn() {
    CheckTurns first = turns("monitor-0");
    Turn turn = taken(first.begin());

    assertThat(first.finish(turn, result(Trigger.SCHEDULE))).isTrue();

    assertThat(book().ids()).containsExactly(turn.checker().id());
    assertThat(etcd().leaseSecondsLeft(turn.lease())).as("its lease").isNotPositive();
    Turn next = taken(turns("monitor-1").begin());
    assertThat(Long.parseLong(next.checker().id()))
        .isGreaterThan(Long.parseLong(turn.checker().id()));
  }

  @Test
  void whoGivesUpFreesTheTurnAndKeepsNothing() {
    CheckTurns first = turns("monitor-0");
    first.giveUp(taken(first.begin()));

    taken(turns("monitor-1").begin());
    assertThat(book().ids()).isEmpty();
  }

  @Test
  void whoDiesFreesTheTurnAndWritesNothingWhenItWakesUpLate() {
    CheckTurns first = mortal("monitor-0");
    Turn late = taken(first.begin());
    awaitFree();

    assertThat(first.keepAlive(late)).isFalse();
    assertThat(first.finish(late, result(Trigger.SCHEDULE))).isFalse();
    assertThat(book().ids()).as("nobody else has begun").isEmpty();

    Turn next = taken(turns("monitor-1").begin());
    assertThat(first.finish(late, result(Trigger.SCHEDULE))).isFalse();
    assertThat(book().ids()).as("another has the turn").isEmpty();
    assertThat(desk().now().running()).as("whose turn it is").contains(next.checker());
  }

  @Test
  void whoGetsTheTurnWhileALateResultIsOnItsWayKeepsItOut() {
    CheckTurns second = turns("monitor-1");
    List<Turn> taken = new ArrayList<>();
    Turn late = taken(turns("monitor-0").begin());
    Etcd slow =
        Proxies.beforeTxn(
            etcd(),
            () -> {
              turns("monitor-0").giveUp(late);
              taken.add(taken(second.begin()));
            });

    assertThat(turns(slow, "monitor-0").finish(late, result(Trigger.SCHEDULE))).isFalse();

    assertThat(book().ids()).isEmpty();
    assertThat(second.finish(taken.getFirst(), result(Trigger.SCHEDULE))).isTrue();
  }

  @Test
  void aResultWhoseAnswerWasLostIsKeptOnce() {
    Proxies.LosesAnswers lossy = new Proxies.LosesAnswers(etcd());
    CheckTurns first = turns(lossy.etcd(), "monitor-0");
    Turn turn = taken(first.begin());
    lossy.loseNext();

    assertThat(first.finish(turn, result(Trigger.SCHEDULE))).isTrue();

    assertThat(book().ids()).containsExactly(turn.checker().id());
    assertThat(desk().now().running()).isEmpty();
  }

  @Test
  void aTurnWhoseAnswerWasLostIsFreeAgain() {
    Proxies.LosesAnswers lossy = new Proxies.LosesAnswers(etcd());
    lossy.loseNext();

    assertThat(turns(lossy.etcd(), "monitor-0").begin()).isInstanceOf(Attempt.Busy.class);

    taken(turns("monitor-1").begin());
  }

  @Test
  void aRequestWaitsUntilItsResultIsKept() {
    CheckRequest request = onRecord(desk().ask(false, true));
    CheckTurns first = turns("monitor-0");
    Turn turn = taken(first.begin(request));

    assertThat(turn.checker().id()).isEqualTo(request.id());
    assertThat(turn.checker().trigger()).isEqualTo(Trigger.REQUEST);
    assertThat(desk().now().requested()).contains(request);
    assertThat(first.finish(turn, result(Trigger.REQUEST))).isTrue();

    assertThat(desk().now().requested()).isEmpty();
    assertThat(book().find(request.id())).isPresent();
    assertThat(request).isEqualTo(new CheckRequest(request.id(), NOON, false, true));
  }

  @Test
  void theSameRequestAgainIsTheSameAndAnotherHasToWait() {
    CheckRequest request = onRecord(desk().ask(true, false));

    assertThat(desk().ask(true, false)).isEqualTo(new Asked.OnRecord(request));
    assertThat(desk().ask(true, true)).isEqualTo(new Asked.Other(request));
    assertThat(desk().ask(false, false)).isEqualTo(new Asked.Other(request));
  }

  @Test
  void aRequestOutlivesTheReplicaThatTookItUp() {
    CheckRequest request = onRecord(desk().ask(true, true));
    taken(mortal("monitor-0").begin(request));
    awaitFree();

    CheckTurns second = turns("monitor-1");
    Turn turn = taken(second.begin(request));

    assertThat(turn.checker().id()).isEqualTo(request.id());
    assertThat(second.finish(turn, result(Trigger.REQUEST))).isTrue();
    assertThat(turns("monitor-0").begin(request)).as("it is done").isInstanceOf(Attempt.Busy.class);
  }

  @Test
  void aRequestIsTakenWhileAnotherCheckRuns() {
    CheckTurns first = turns("monitor-0");
    Turn turn = taken(first.begin());

    CheckRequest request = onRecord(desk().ask(true, true));

    assertThat(first.begin(request)).isInstanceOf(Attempt.Busy.class);
    assertThat(first.finish(turn, result(Trigger.SCHEDULE))).isTrue();
    assertThat(desk().now().requested()).as("it is another's").contains(request);
    assertThat(request.id()).isNotEqualTo(turn.checker().id());
    taken(first.begin(request));
  }

  @Test
  void noTwoOfAnyKindGetTheSameId() {
    CheckRequest request = onRecord(desk().ask(true, true));
    CheckRecord called = kept();
    CheckTurns first = turns("monitor-0");
    Turn scheduled = taken(first.begin());
    CheckRecord calledMeanwhile = kept();

    assertThat(first.finish(scheduled, result(Trigger.SCHEDULE))).isTrue();

    assertThat(List.of(request.id(), called.id(), scheduled.checker().id(), calledMeanwhile.id()))
        .doesNotHaveDuplicates();
    assertThat(book().ids()).hasSize(3);
  }

  @Test
  void ofManyWhoTryAtOnceOneGetsTheTurn() throws Exception {
    List<Future<Attempt>> attempts = new ArrayList<>();
    try (ExecutorService many = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        CheckTurns replica = turns("monitor-" + i);
        attempts.add(many.submit(() -> replica.begin()));
      }
    }

    List<Turn> turns = new ArrayList<>();
    for (Future<Attempt> attempt : attempts) {
      if (attempt.get() instanceof Attempt.Taken taken) {
        turns.add(taken.turn());
      }
    }
    assertThat(turns).hasSize(1);
    assertThat(desk().now().running()).contains(turns.getFirst().checker());
  }

  @Test
  void aDamagedRecordIsToldAndLeftAsItIs() {
    commit(Txn.put(keys.checkRequest(), Bytes.utf8("{}")));

    assertThatExceptionOfType(CorruptRecordException.class)
        .isThrownBy(() -> desk().ask(true, true))
        .withMessageContaining("'check-request'");
    assertThatExceptionOfType(CorruptRecordException.class)
        .isThrownBy(() -> turns("monitor-0").begin());
    assertThat(book().ids()).isEmpty();
  }

  /** As an operator's etcdctl leaves it: it would be there for ever. */
  @Test
  void aTurnWithoutALeaseEndsAsIfItsHolderHadVanishedWhateverItSays() {
    commit(Txn.put(keys.checker(), Bytes.utf8("{")));
    mortal("monitor-0").endStray();
    awaitFree();

    taken(turns("monitor-1").begin());
  }
}
