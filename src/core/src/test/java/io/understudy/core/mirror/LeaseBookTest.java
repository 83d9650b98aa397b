package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.Page;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.core.port.WatchStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeaseBookTest {

  private static final Bytes KEY = Bytes.utf8("/registry/leases/a/b");
  private static final Bytes VALUE = Bytes.utf8("v");
  private static final long FIRST_GRANTED = 1000;

  private final Leases source = new Leases();
  private final Leases target = new Leases();
  private final LeaseBook book = new LeaseBook(source, target, true);

  private static Txn.Write put(long lease) {
    return new Txn.Write.Put(KEY, VALUE, lease);
  }

  @Test
  void writesWithoutLeasesStayAsTheyAre() {
    List<Txn.Write> writes = List.of(Txn.put(KEY, VALUE), Txn.delete(KEY));

    assertThat(book.translate(writes)).isEqualTo(writes);
    assertThat(target.granted).isEmpty();
  }

  @Test
  void aLeaseGetsACounterpartOfTheTimeThatRemainsAndTwoSecondsMore() {
    source.secondsLeft.put(7L, 42L);

    List<Txn.Write> translated = book.translate(List.of(Txn.delete(KEY), put(7), put(0)));

    assertThat(translated).containsExactly(Txn.delete(KEY), put(FIRST_GRANTED), put(0));
    assertThat(target.granted).containsExactly(44L);
  }

  @Test
  void allKeysOfALeaseHangOnTheSameCounterpart() {
    source.secondsLeft.putAll(Map.of(7L, 42L, 8L, 9L));

    assertThat(book.translate(List.of(put(7), put(8), put(7))))
        .containsExactly(put(FIRST_GRANTED), put(FIRST_GRANTED + 1), put(FIRST_GRANTED));
    assertThat(book.translate(List.of(put(8)))).containsExactly(put(FIRST_GRANTED + 1));
    assertThat(target.granted).containsExactly(44L, 11L);
  }

  @Test
  void aLeaseThatIsOverLivesUntilItsEndHasComeAsADeletion() {
    source.secondsLeft.put(7L, 0L);

    book.translate(List.of(put(7), put(8)));

    assertThat(target.granted).containsExactly(2L, 2L);
  }

  @Test
  void aCounterpartThatRanOutIsReplacedByANewOne() {
    source.secondsLeft.put(7L, 42L);
    book.translate(List.of(put(7)));

    book.forgetAll();

    assertThat(book.translate(List.of(put(7)))).containsExactly(put(FIRST_GRANTED + 1));
  }

  @Test
  void whereLeasesAreNotCarriedKeysAreWrittenWithout() {
    LeaseBook dropping = new LeaseBook(source, target, false);

    assertThat(dropping.translate(List.of(put(7), Txn.delete(KEY))))
        .containsExactly(put(0), Txn.delete(KEY));
    assertThat(target.granted).isEmpty();
  }

  /** An etcd of which only the leases are used. */
  private static final class Leases implements Etcd {

    final Map<Long, Long> secondsLeft = new HashMap<>();
    final List<Long> granted = new ArrayList<>();

    @Override
    public long grantLease(long ttlSeconds) {
      granted.add(ttlSeconds);
      return FIRST_GRANTED + granted.size() - 1;
    }

    @Override
    public Etcd pinnedTo(long clusterId) {
      throw new UnsupportedOperationException("pinnedTo");
    }

    @Override
    public void compact(long revision) {
      throw new UnsupportedOperationException("compact");
    }

    @Override
    public long leaseSecondsLeft(long lease) {
      return secondsLeft.getOrDefault(lease, -1L);
    }

    @Override
    public Pending<Page> range(RangeQuery query) {
      throw new UnsupportedOperationException("range");
    }

    @Override
    public Pending<Found> get(Collection<Bytes> keys, long revision) {
      throw new UnsupportedOperationException("get");
    }

    @Override
    public Pending<TxnOutcome> txn(Txn txn) {
      throw new UnsupportedOperationException("txn");
    }

    @Override
    public WatchStream watch(KeyRange range, long fromRevision) {
      throw new UnsupportedOperationException("watch");
    }

    @Override
    public Pending<EtcdStatus> askStatus() {
      throw new UnsupportedOperationException("status");
    }

    @Override
    public long keepLeaseAlive(long lease) {
      throw new UnsupportedOperationException("keepLeaseAlive");
    }

    @Override
    public void revokeLease(long lease) {
      throw new UnsupportedOperationException("revokeLease");
    }

    @Override
    public void close() {}
  }
}
