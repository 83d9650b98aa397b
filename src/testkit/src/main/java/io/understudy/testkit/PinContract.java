package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdException.Kind;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Revision;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every etcd promises to who takes the answers of one cluster alone. */
interface PinContract extends EtcdUnderTest {

  private Etcd pinnedToItself() {
    return etcd().pinnedTo(etcd().status().clusterId());
  }

  private Etcd pinnedToAnother() {
    return etcd().pinnedTo(etcd().status().clusterId() + 1);
  }

  @Test
  default void theClusterThatItIsPinnedToIsHeard() {
    long revision = commit(put("a", "1"));
    Etcd pinned = pinnedToItself();

    assertThat(pinned.range(RangeQuery.page(keys(), 0, 10)).await().keys()).hasSize(1);
    assertThat(pinned.get(Set.of(key("a")), revision).await().keys()).hasSize(1);
    try (WatchStream watch = pinned.watch(keys(), revision)) {
      assertThat(first(watch))
          .isInstanceOfSatisfying(
              Message.Changed.class,
              changed ->
                  assertThat(changed.revision()).extracting(Revision::number).isEqualTo(revision));
      await().atMost(Duration.ofSeconds(60)).until(watch::stands);
    }
  }

  @Test
  default void whatAnotherClusterAnswersIsNotTaken() {
    commit(put("a", "1"));
    Etcd pinned = pinnedToAnother();

    assertIsOther(pinned.range(RangeQuery.page(keys(), 0, 10)));
    assertIsOther(pinned.range(RangeQuery.count(keys(), 0)));
    assertIsOther(pinned.get(Set.of(key("a")), 0));
  }

  @Test
  default void aWatchThatAnotherClusterAnswersEndsBeforeItTellsAnything() {
    long revision = commit(put("a", "1"));

    try (WatchStream watch = pinnedToAnother().watch(keys(), revision)) {
      assertThat(first(watch))
          .isInstanceOfSatisfying(
              Message.Ended.class,
              ended -> assertThat(ended.cause().kind()).isEqualTo(Kind.OTHER_CLUSTER));
      assertThat(watch.stands()).isFalse();
    }
  }

  @Test
  default void whatAnotherClusterKnowsOfALeaseIsNotTaken() {
    long lease = etcd().grantLease(60);

    assertThat(pinnedToItself().leaseSecondsLeft(lease)).isPositive();
    assertThatThrownBy(() -> pinnedToAnother().leaseSecondsLeft(lease))
        .isInstanceOfSatisfying(
            EtcdException.class,
            failure -> assertThat(failure.kind()).isEqualTo(Kind.OTHER_CLUSTER));
    etcd().revokeLease(lease);
  }

  @Test
  default void whoAnswersIsToldWhoeverItIsPinnedTo() {
    assertThat(pinnedToAnother().status().clusterId()).isEqualTo(etcd().status().clusterId());
    assertThat(pinnedToAnother().pinnedTo(etcd().status().clusterId()).get(List.of(key("a")), 0))
        .satisfies(read -> assertThat(read.await().keys()).isEmpty());
  }

  @Test
  default void aWatchThatIsCutOffDoesNotStand() {
    long old = commit(put("a", "1"));
    commit(put("a", "2"));
    compact(commit(put("a", "3")));

    try (WatchStream watch = etcd().watch(keys(), old)) {
      assertThat(first(watch)).isInstanceOf(Message.Compacted.class);
      assertThat(watch.stands()).isFalse();
    }
  }

  private static Message first(WatchStream watch) {
    Message message = watch.next(Duration.ofSeconds(1));
    for (int i = 0; i < 60 && message instanceof Message.Idle; i++) {
      message = watch.next(Duration.ofSeconds(1));
    }
    return message;
  }

  private static void assertIsOther(Pending<?> read) {
    assertThatThrownBy(read::await)
        .isInstanceOfSatisfying(
            EtcdException.class,
            failure -> assertThat(failure.kind()).isEqualTo(Kind.OTHER_CLUSTER))
        .hasMessageContaining("cluster");
  }
}
