package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.EtcdStatus;
import org.junit.jupiter.api.Test;

/** What the port promises of a store's status. */
interface StatusContract extends EtcdUnderTest {

  @Test
  default void theStatusSaysWhoItIsAndWhereItStands() {
    long revision = commit(put("a", "1"));

    EtcdStatus status = etcd().status();

    assertThat(status.clusterId()).isNotZero();
    assertThat(status.raftTerm()).isPositive();
    assertThat(status.revision()).isEqualTo(revision);
    assertThat(status.version()).isNotBlank();
  }

  @Test
  default void theStatusSaysHowMuchOfTheDatabaseIsInUse() {
    commit(put("a", "1".repeat(10_000)));

    EtcdStatus status = etcd().status();

    assertThat(status.databaseInUseBytes()).isPositive();
    assertThat(status.databaseBytes()).isGreaterThanOrEqualTo(status.databaseInUseBytes());
  }

  @Test
  default void aStoreThatIsWellHasNoAlarms() {
    EtcdStatus status = etcd().status();

    assertThat(status.alarms()).isEmpty();
    assertThat(status.isFull()).isFalse();
  }
}
