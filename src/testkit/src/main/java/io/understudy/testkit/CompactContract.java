package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdException.Kind;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What every etcd promises about dropping history. */
interface CompactContract extends EtcdUnderTest {

  @Test
  default void compactionThroughThePortDropsWhatIsOlder() {
    long old = commit(put("a", "1"));
    long kept = commit(put("a", "2"));

    etcd().compact(kept);

    EtcdException failure =
        catchThrowableOfType(
            EtcdException.class, () -> etcd().range(RangeQuery.page(keys(), old, 0)).await());
    assertThat(failure.kind()).isEqualTo(Kind.COMPACTED);
    assertThat(etcd().range(RangeQuery.page(keys(), kept, 0)).await().keys()).hasSize(1);
    try (WatchStream watch = etcd().watch(keys(), old + 1)) {
      Message message = watch.next(Duration.ofSeconds(30));
      assertThat(message).isInstanceOf(Message.Compacted.class);
    }
  }

  @Test
  default void whatIsDroppedAlreadyIsSaidSo() {
    long first = commit(put("a", "1"));
    etcd().compact(first);

    EtcdException failure = catchThrowableOfType(EtcdException.class, () -> etcd().compact(first));

    assertThat(failure.kind()).isEqualTo(Kind.COMPACTED);
  }

  @Test
  default void theFutureCannotBeDropped() {
    long now = commit(put("a", "1"));

    EtcdException failure =
        catchThrowableOfType(EtcdException.class, () -> etcd().compact(now + 1_000));

    assertThat(failure.kind()).isEqualTo(Kind.FUTURE_REVISION);
    assertThat(etcd().range(RangeQuery.page(keys(), now, 0)).await().keys()).hasSize(1);
  }
}
