package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Txn;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every etcd promises about watches. That an idle one reports progress is not promised. */
interface WatchContract extends EtcdUnderTest {

  Duration PATIENCE = Duration.ofSeconds(20);
  Duration BRIEFLY = Duration.ofMillis(200);

  @Test
  default void historyIsDeliveredInWholeRevisions() {
    long first = commit(put("b", "1"), put("a", "1"));
    long second = commit(delete("b"), put("c", "2"), put("a", "2"));

    try (WatchStream watch = etcd().watch(keys(), first)) {
      assertThat(changes(watch, 2))
          .containsExactly(
              new Revision(
                  first,
                  List.of(put(kv("b", "1", first, first, 1)), put(kv("a", "1", first, first, 1)))),
              new Revision(
                  second,
                  List.of(
                      new Revision.Change.Delete(key("b")),
                      put(kv("c", "2", second, second, 1)),
                      put(kv("a", "2", first, second, 2)))));
    }
  }

  @Test
  default void changesAreDeliveredAsTheyHappen() {
    long now = commit(put("a", "0"));

    try (WatchStream watch = etcd().watch(keys(), now + 1)) {
      assertThat(next(watch, BRIEFLY)).isEmpty();
      for (int i = 1; i <= 3; i++) {
        long revision = commit(put("a", "" + i), put("b" + i, ""));
        assertThat(changes(watch, 1).getFirst().number()).isEqualTo(revision);
      }
    }
  }

  @Test
  default void historyRunsOverIntoThePresentWithoutAGap() {
    long first = commit(put("k", "0"));
    for (int i = 1; i < 20; i++) {
      commit(put("k", "" + i));
    }
    try (WatchStream watch = etcd().watch(keys(), first)) {
      List<Revision> seen = new ArrayList<>(changes(watch, 5));
      for (int i = 20; i < 40; i++) {
        commit(put("k", "" + i));
      }
      seen.addAll(changes(watch, 35));

      assertThat(seen)
          .extracting(Revision::number)
          .containsExactlyElementsOf(range(first, first + 40));
    }
  }

  @Test
  default void theWholeKeyspaceShowsEveryRevision() {
    long first = commit(put("a", ""), put("b", ""));
    commit(delete("a"), delete("b"));
    commit(Txn.put(key("c"), Bytes.utf8("x")));

    try (WatchStream watch = etcd().watch(KeyRange.ALL, first)) {
      assertThat(changes(watch, 3))
          .extracting(Revision::number)
          .containsExactly(first, first + 1, first + 2);
    }
  }

  @Test
  default void onlyChangesInTheRangeAreDelivered() {
    long first = commit(put("a", ""), put("b", ""), put("c", ""));
    commit(put("c", ""));
    long last = commit(delete("b"));

    try (WatchStream watch = etcd().watch(new KeyRange(key("a"), key("c")), first)) {
      List<Revision> seen = changes(watch, 2);

      assertThat(seen).extracting(Revision::number).containsExactly(first, last);
      assertThat(seen.getFirst().changes())
          .extracting(Revision.Change::key)
          .containsExactly(key("a"), key("b"));
    }
  }

  @Test
  default void aDeletedAndRecreatedKeyIsTwoRevisions() {
    commit(put("a", "1"));
    long deleted = commit(delete("a"));
    long reborn = commit(put("a", "2"));

    try (WatchStream watch = etcd().watch(keys(), deleted)) {
      assertThat(changes(watch, 2))
          .containsExactly(
              new Revision(deleted, List.of(new Revision.Change.Delete(key("a")))),
              new Revision(reborn, List.of(put(kv("a", "2", reborn, reborn, 1)))));
    }
  }

  @Test
  default void aWatchFromTheFutureWaits() {
    long from = commit(put("a", "0")) + 3;

    try (WatchStream watch = etcd().watch(keys(), from)) {
      commit(put("a", "1"));
      commit(put("a", "2"));
      assertThat(next(watch, BRIEFLY)).isEmpty();
      commit(put("a", "3"));
      assertThat(changes(watch, 1).getFirst().number()).isEqualTo(from);
    }
  }

  @Test
  default void aWatchFromACompactedRevisionEndsAndSaysWhereToStart() {
    long old = commit(put("a", "1"));
    commit(put("a", "2"));
    long compacted = commit(put("a", "3"));
    compact(compacted);

    try (WatchStream watch = etcd().watch(keys(), old)) {
      assertThat(next(watch, PATIENCE)).contains(new Message.Compacted(compacted + 1));
      assertThat(watch.next(BRIEFLY)).isEqualTo(new Message.Compacted(compacted + 1));
    }
  }

  /** At the compacted revision etcd keeps the puts but not the deletes: it is no longer whole. */
  @Test
  default void aWatchFromTheVeryRevisionThatWasCompactedEndsToo() {
    commit(put("a", "1"));
    long compacted = commit(put("b", "2"), delete("a"));
    long after = commit(put("c", "3"));
    compact(compacted);

    try (WatchStream watch = etcd().watch(keys(), compacted)) {
      assertThat(next(watch, PATIENCE)).contains(new Message.Compacted(compacted + 1));
    }
    try (WatchStream watch = etcd().watch(keys(), after)) {
      assertThat(changes(watch, 1).getFirst().number()).isEqualTo(after);
    }
  }

  @Test
  default void compactionDoesNotHarmAWatchThatHasKeptUp() {
    long first = commit(put("a", "1"));
    try (WatchStream watch = etcd().watch(keys(), first)) {
      changes(watch, 1);
      long second = commit(put("a", "2"));
      changes(watch, 1);
      compact(second);
      long third = commit(put("a", "3"));

      assertThat(changes(watch, 1).getFirst().number()).isEqualTo(third);
    }
  }

  @Test
  default void watchesDoNotDisturbEachOther() {
    long first = commit(put("a", "1"));
    WatchStream closed = etcd().watch(keys(), first);
    try (WatchStream watch = etcd().watch(keys(), first)) {
      changes(closed, 1);
      closed.close();
      closed.close();
      assertThat(closed.next(BRIEFLY)).isInstanceOf(Message.Ended.class);
      assertThat(changes(watch, 1)).hasSize(1);
    }
  }

  @Test
  default void anIdleWatchReturnsAtOnceWithoutPatience() {
    long now = commit(put("a", "1"));
    try (WatchStream watch = etcd().watch(keys(), now + 1)) {
      assertThat(watch.next(Duration.ZERO)).isEqualTo(new Message.Idle());
      assertThat(watch.isFull()).isFalse();
    }
  }

  /** The next message but progress, or nothing within the time. */
  private static Optional<Message> next(WatchStream watch, Duration patience) {
    Message message = watch.next(patience);
    while (message instanceof Message.Progress) {
      message = watch.next(patience);
    }
    return message instanceof Message.Idle ? Optional.empty() : Optional.of(message);
  }

  private static List<Revision> changes(WatchStream watch, int count) {
    List<Revision> seen = new ArrayList<>();
    while (seen.size() < count) {
      Optional<Message> message = next(watch, PATIENCE);
      assertThat(message).get().isInstanceOf(Message.Changed.class);
      seen.add(((Message.Changed) message.orElseThrow()).revision());
    }
    return seen;
  }

  private static List<Long> range(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  private static Revision.Change put(KeyValue kv) {
    return new Revision.Change.Put(kv);
  }

  private KeyValue kv(String name, String value, long created, long modified, long version) {
    return new KeyValue(key(name), Bytes.utf8(value), created, modified, version, 0);
  }
}
