package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the model offers beyond the port: the past, backups, a clock. */
class ModelStoreTest {

  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");

  private final ModelStore store = new ModelStore(7);

  @Test
  void historyIsDenseAndOutlivesCompaction() {
    put(store, A, "1");
    put(store, A, "2");
    put(store, B, "3");
    store.compact(store.revision());

    assertThat(store.history()).extracting(Revision::number).containsExactly(2L, 3L, 4L);
    assertThat(store.snapshot(3).get(A).value()).isEqualTo(Bytes.utf8("2"));
    assertThat(store.snapshot(3)).doesNotContainKey(B);
    assertThat(store.compactedRevision()).isEqualTo(4);
  }

  @Test
  void aForkHasTheSamePastAndAFutureOfItsOwn() {
    long lease = store.grantLease(10);
    put(store, A, "1");
    store.apply(new Txn(List.of(), List.of(new Txn.Write.Put(B, Bytes.EMPTY, lease))));
    ModelStore fork = store.fork(8);
    put(store, A, "2");
    fork.advance(Duration.ofSeconds(11));

    assertThat(fork.clusterId()).isEqualTo(8);
    assertThat(fork.revision()).isEqualTo(4);
    assertThat(fork.snapshot(4)).containsOnlyKeys(A);
    assertThat(store.snapshot(4)).containsOnlyKeys(A, B);
    assertThat(store.snapshot(4).get(A).value()).isEqualTo(Bytes.utf8("2"));
    assertThat(fork.history().subList(0, 2)).isEqualTo(store.history().subList(0, 2));
  }

  @Test
  void leasesEndByTheStoresClockTheEarliestFirst() {
    long late = store.grantLease(20);
    long early = store.grantLease(10);
    store.apply(new Txn(List.of(), List.of(new Txn.Write.Put(A, Bytes.EMPTY, late))));
    store.apply(new Txn(List.of(), List.of(new Txn.Write.Put(B, Bytes.EMPTY, early))));
    store.advance(Duration.ofSeconds(9));
    assertThat(store.snapshot(store.revision())).containsOnlyKeys(A, B);

    store.advance(Duration.ofSeconds(30));
    assertThat(store.changesFrom(4, KeyRange.ALL))
        .containsExactly(
            new Revision(4, List.of(new Revision.Change.Delete(B))),
            new Revision(5, List.of(new Revision.Change.Delete(A))));
  }

  @Test
  void limitsAreThoseGiven() {
    ModelStore small = new ModelStore(1, new ModelStore.Limits(1, 100));

    assertThat(small.apply(new Txn(List.of(), List.of(Txn.delete(A), Txn.delete(B)))))
        .isInstanceOf(TxnOutcome.Rejected.class);
    assertThat(small.apply(new Txn(List.of(), List.of(Txn.put(A, Bytes.wrap(new byte[100]))))))
        .isInstanceOf(TxnOutcome.Rejected.class);
    assertThat(small.history()).isEmpty();
  }

  @Test
  void changesOutsideARangeAreLeftOut() {
    put(store, A, "1");
    store.apply(
        new Txn(List.of(), List.of(Txn.put(A, Bytes.utf8("2")), Txn.put(B, Bytes.utf8("2")))));

    assertThat(store.changesFrom(1, KeyRange.only(B)))
        .containsExactly(
            new Revision(
                3, List.of(new Revision.Change.Put(new KeyValue(B, Bytes.utf8("2"), 3, 3, 1, 0)))));
  }

  private static void put(ModelStore store, Bytes key, String value) {
    store.apply(new Txn(List.of(), List.of(Txn.put(key, Bytes.utf8(value)))));
  }
}
