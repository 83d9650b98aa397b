package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdException.Kind;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Txn;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every etcd promises about leases and about itself. */
interface LeaseContract extends EtcdUnderTest {

  long LONG_SECONDS = 600;

  /** etcd grants no less. */
  long SHORT_SECONDS = 2;

  @Test
  default void aKeyNamesItsLease() {
    long lease = etcd().grantLease(LONG_SECONDS);
    commit(on(lease, "a"));

    assertThat(all()).extracting(KeyValue::lease).containsExactly(lease);
    assertThat(etcd().leaseSecondsLeft(lease)).isBetween(1L, LONG_SECONDS);
    etcd().revokeLease(lease);
  }

  @Test
  default void aRevokedLeaseTakesItsKeysInOneRevision() {
    long lease = etcd().grantLease(LONG_SECONDS);
    long put = commit(on(lease, "b"), on(lease, "a"), put("c", ""));

    etcd().revokeLease(lease);

    assertThat(names(all())).containsExactly("c");
    assertThat(etcd().status().revision()).isEqualTo(put + 1);
    assertThat(etcd().leaseSecondsLeft(lease)).isNotPositive();
  }

  @Test
  default void aKeyPutWithoutItsLeaseOutlivesIt() {
    long lease = etcd().grantLease(LONG_SECONDS);
    commit(on(lease, "a"));
    long put = commit(put("a", "free"));

    etcd().revokeLease(lease);

    assertThat(all()).extracting(KeyValue::lease).containsExactly(0L);
    assertThat(etcd().status().revision()).isEqualTo(put);
  }

  @Test
  default void aLeaseThatIsNotRenewedExpires() {
    long lease = etcd().grantLease(SHORT_SECONDS);
    long put = commit(on(lease, "a"));

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              passTime();
              return all().isEmpty();
            });

    assertThat(etcd().leaseSecondsLeft(lease)).isNotPositive();
    assertThat(etcd().keepLeaseAlive(lease)).isZero();
    try (WatchStream watch = etcd().watch(keys(), put + 1)) {
      assertThat(watch.next(Duration.ofSeconds(20)))
          .isInstanceOfSatisfying(
              Message.Changed.class,
              changed ->
                  assertThat(changed.revision().changes())
                      .containsExactly(new Revision.Change.Delete(key("a"))));
    }
  }

  @Test
  default void aRenewalGivesTheWholeTimeAgain() {
    long lease = etcd().grantLease(LONG_SECONDS);

    assertThat(etcd().keepLeaseAlive(lease)).isEqualTo(LONG_SECONDS);
    etcd().revokeLease(lease);
  }

  @Test
  default void aLeaseThatIsGoneCannotBeRevokedOrRenewed() {
    long lease = etcd().grantLease(LONG_SECONDS);
    etcd().revokeLease(lease);

    assertThatThrownBy(() -> etcd().revokeLease(lease))
        .isInstanceOfSatisfying(
            EtcdException.class,
            failure -> assertThat(failure.kind()).isEqualTo(Kind.LEASE_NOT_FOUND));
    assertThat(etcd().keepLeaseAlive(lease)).isZero();
  }

  @Test
  default void itSaysWhoItIsAndWhereItStands() {
    long revision = commit(put("a", ""));

    assertThat(etcd().status().revision()).isEqualTo(revision);
    assertThat(etcd().status().clusterId()).isNotZero().isEqualTo(etcd().status().clusterId());
    assertThat(etcd().status().raftTerm()).isPositive();
    assertThat(etcd().status().version()).isNotEmpty();
  }

  private Txn.Write on(long lease, String name) {
    return new Txn.Write.Put(key(name), Bytes.utf8("leased"), lease);
  }
}
