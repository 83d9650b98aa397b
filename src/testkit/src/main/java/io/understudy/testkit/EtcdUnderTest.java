package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import java.util.List;

/** What a contract needs of the etcd it is held against, and words to say it in. */
interface EtcdUnderTest {

  /** With default limits: 128 operations a Txn, 1.5 MiB a request. */
  Etcd etcd();

  /** What all keys of this test start with, and those of no other. */
  Bytes prefix();

  void compact(long revision);

  /** Called while a test waits for leases to end. */
  void passTime();

  default Bytes key(String name) {
    return prefix().plus(Bytes.utf8(name));
  }

  default KeyRange keys() {
    return KeyRange.prefix(prefix());
  }

  default Txn.Write put(String name, String value) {
    return Txn.put(key(name), Bytes.utf8(value));
  }

  default Txn.Write delete(String name) {
    return Txn.delete(key(name));
  }

  default TxnOutcome outcome(List<Txn.Condition> conditions, Txn.Write... writes) {
    return etcd().txn(new Txn(conditions, List.of(writes))).await();
  }

  /** Writes without a condition. Gives the revision it made. */
  default long commit(Txn.Write... writes) {
    TxnOutcome outcome = outcome(List.of(), writes);
    assertThat(outcome).isInstanceOf(TxnOutcome.Committed.class);
    return ((TxnOutcome.Committed) outcome).revision();
  }

  /** All keys of this test. */
  default List<KeyValue> all() {
    return etcd().range(RangeQuery.page(keys(), 0, 0)).await().keys();
  }

  /** The keys of this test, without its prefix. */
  default List<String> names(List<KeyValue> keys) {
    return keys.stream().map(kv -> kv.key().dropFirst(prefix().length()).utf8()).toList();
  }
}
