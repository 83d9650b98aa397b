package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdException.Kind;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Pending;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition.CreateRevisionIs;
import io.understudy.core.port.Txn.Condition.ModRevisionIs;
import io.understudy.core.port.TxnOutcome;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every etcd promises about writes. */
interface TxnContract extends EtcdUnderTest {

  long NO_SUCH_LEASE = 0x7777_7777L;

  @Test
  default void allWritesOfATxnAreOneRevision() {
    long before = commit(put("old", ""));
    long revision = commit(put("b", ""), put("a", ""), delete("old"));

    assertThat(revision).isEqualTo(before + 1);
    assertThat(all()).extracting(KeyValue::modRevision).containsOnly(revision).hasSize(2);
  }

  @Test
  default void whatChangesNothingMakesNoRevision() {
    long before = commit(put("a", ""));

    assertThat(commit(delete("none"))).isEqualTo(before);
    assertThat(commit()).isEqualTo(before);
    assertThat(etcd().status().revision()).isEqualTo(before);
  }

  @Test
  default void puttingTheSameValueMakesARevision() {
    long before = commit(put("a", "same"));

    assertThat(commit(put("a", "same"))).isEqualTo(before + 1);
  }

  @Test
  default void aConditionOnTheLastPutHoldsOrNothingIsWritten() {
    long put = commit(put("a", "1"));

    TxnOutcome stale = outcome(List.of(new ModRevisionIs(key("a"), put - 1)), put("a", "2"));
    TxnOutcome exact = outcome(List.of(new ModRevisionIs(key("a"), put)), put("a", "3"));

    assertThat(stale).isEqualTo(new TxnOutcome.ConditionFailed(put));
    assertThat(exact).isEqualTo(new TxnOutcome.Committed(put + 1));
    assertThat(all().getFirst().value()).isEqualTo(Bytes.utf8("3"));
  }

  @Test
  default void aConditionOnTheCreationOutlivesLaterPuts() {
    long created = commit(put("a", "1"));
    long changed = commit(put("a", "2"));

    assertThat(outcome(List.of(new CreateRevisionIs(key("a"), created)), put("b", "")))
        .isEqualTo(new TxnOutcome.Committed(changed + 1));
    assertThat(outcome(List.of(new CreateRevisionIs(key("a"), changed)), put("b", "")))
        .isEqualTo(new TxnOutcome.ConditionFailed(changed + 1));
  }

  @Test
  default void revisionZeroSaysThatTheKeyIsAbsent() {
    List<Txn.Condition> absent =
        List.of(new ModRevisionIs(key("a"), 0), new CreateRevisionIs(key("a"), 0));

    assertThat(outcome(absent, put("a", "1"))).isInstanceOf(TxnOutcome.Committed.class);
    assertThat(outcome(absent, put("a", "2"))).isInstanceOf(TxnOutcome.ConditionFailed.class);
    commit(delete("a"));
    assertThat(outcome(absent, put("a", "3"))).isInstanceOf(TxnOutcome.Committed.class);
  }

  @Test
  default void everyConditionMustHold() {
    long put = commit(put("a", ""), put("b", ""));

    TxnOutcome outcome =
        outcome(
            List.of(new ModRevisionIs(key("a"), put), new ModRevisionIs(key("b"), put - 1)),
            put("c", ""),
            delete("a"));

    assertThat(outcome).isInstanceOf(TxnOutcome.ConditionFailed.class);
    assertThat(names(all())).containsExactly("a", "b");
  }

  @Test
  default void aKeyIsNotPutTwiceInOneTxn() {
    assertRejected(outcome(List.of(), put("a", "1"), put("a", "2")), Kind.INVALID);
  }

  @Test
  default void aKeyIsNotDeletedAndPutInOneTxn() {
    commit(put("a", "1"));

    assertRejected(outcome(List.of(), delete("a"), put("a", "2")), Kind.INVALID);
    assertRejected(outcome(List.of(), put("a", "2"), delete("a")), Kind.INVALID);
    assertThat(all().getFirst().value()).isEqualTo(Bytes.utf8("1"));
  }

  @Test
  default void aKeyMayBeDeletedTwiceInOneTxn() {
    long put = commit(put("a", ""));

    assertThat(commit(delete("a"), delete("a"))).isEqualTo(put + 1);
  }

  @Test
  default void anEmptyKeyIsRefused() {
    assertRejected(outcome(List.of(), Txn.put(Bytes.EMPTY, Bytes.utf8("x"))), Kind.INVALID);
  }

  @Test
  default void aTxnHoldsAHundredAndTwentyEightWritesAndNoMore() {
    assertThat(commit(puts(128))).isPositive();
    assertRejected(outcome(List.of(), puts(129)), Kind.INVALID);
    assertThat(all()).hasSize(128);
  }

  @Test
  default void aTxnHoldsAHundredAndTwentyEightConditionsAndNoMore() {
    assertThat(outcome(absent(128), put("a", ""))).isInstanceOf(TxnOutcome.Committed.class);
    assertRejected(outcome(absent(129), put("b", "")), Kind.INVALID);
  }

  @Test
  default void aRequestTooLargeIsRefused() {
    Bytes twoPartsOfThree = Bytes.wrap(new byte[1_100_000]);

    commit(Txn.put(key("a"), twoPartsOfThree));
    assertRejected(
        outcome(List.of(), Txn.put(key("b"), twoPartsOfThree), Txn.put(key("c"), twoPartsOfThree)),
        Kind.TOO_LARGE);
    assertRejected(
        outcome(List.of(), Txn.put(key("b"), Bytes.wrap(new byte[1_700_000]))), Kind.TOO_LARGE);
    assertThat(names(all())).containsExactly("a");
  }

  @Test
  default void aPutOnALeaseThatIsGoneIsRefusedWhole() {
    Txn.Write onLease = new Txn.Write.Put(key("b"), Bytes.EMPTY, NO_SUCH_LEASE);

    assertRejected(outcome(List.of(), put("a", ""), onLease), Kind.LEASE_NOT_FOUND);
    assertThat(all()).isEmpty();
  }

  @Test
  default void txnsUnderWayTogetherAllLand() {
    List<Pending<TxnOutcome>> calls =
        IntStream.range(0, 20)
            .mapToObj(i -> etcd().txn(new Txn(List.of(), List.of(put("k" + i, "")))))
            .toList();

    assertThat(calls)
        .allSatisfy(
            call -> {
              assertThat(call.await()).isInstanceOf(TxnOutcome.Committed.class);
              assertThat(call.isDone()).isTrue();
            });
    assertThat(all()).hasSize(20);
  }

  private Txn.Write[] puts(int count) {
    return IntStream.range(0, count).mapToObj(i -> put("k" + i, "v")).toArray(Txn.Write[]::new);
  }

  private List<Txn.Condition> absent(int count) {
    return IntStream.range(0, count)
        .<Txn.Condition>mapToObj(i -> new ModRevisionIs(key("none" + i), 0))
        .toList();
  }

  private static void assertRejected(TxnOutcome outcome, Kind kind) {
    assertThat(outcome).isInstanceOf(TxnOutcome.Rejected.class);
    EtcdException cause = ((TxnOutcome.Rejected) outcome).cause();
    assertThat(cause.kind()).isEqualTo(kind);
  }
}
