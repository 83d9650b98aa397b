package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.Revision;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watches of the adapter where a real etcd and the network are at their worst. */
class GrpcWatchTest {

  private static final int MIB = 1024 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private EtcdProcess process;
  private IndependentClient client;
  private FaultLink link;
  private GrpcEtcd etcd;

  @BeforeEach
  void start() {
    process =
        EtcdProcess.start(
            EtcdOptions.standard().argument("--experimental-watch-progress-notify-interval=100ms"));
    client = process.client();
    link = FaultLink.to(process.endpoint());
    etcd =
        GrpcEtcd.connect(
            EtcdEndpoint.of("source", List.of(link.endpoint()))
                .withCallTimeout(Duration.ofSeconds(10))
                .withWatchBuffer(4 * MIB, 1000));
  }

  @AfterEach
  void stop() {
    etcd.close();
    link.close();
    client.close();
    process.close();
  }

  @Test
  void aBacklogOfLargeRevisionsArrivesWholeAndHeldInBounds() {
    int revisions = 48;
    long first = putLarge(revisions);
    try (WatchStream watch = etcd.watch(KeyRange.ALL, first)) {
      Awaitility.await().atMost(PATIENCE).until(watch::isFull);
      // Buffer, one answer of 2 MiB and a stream window, with a little for the frames around.
      assertThat(link.answeredBytes()).isLessThan(9 * MIB);
      for (int i = 0; i < revisions; i++) {
        Revision revision = nextChange(watch);
        assertThat(revision.number()).isEqualTo(first + i);
        assertThat(revision.changes())
            .singleElement()
            .isInstanceOfSatisfying(
                Revision.Change.Put.class,
                put -> assertThat(put.after().value().length()).isEqualTo(MIB));
      }
    }
  }

  @Test
  void aFullWatchDoesNotHinderOtherCalls() {
    long first = putLarge(12);
    try (WatchStream watch = etcd.watch(KeyRange.ALL, first)) {
      Awaitility.await().atMost(PATIENCE).until(watch::isFull);
      for (int i = 0; i < 10; i++) {
        assertThat(etcd.get(List.of(Bytes.utf8("/large")), 0).await().keys()).hasSize(1);
      }
    }
  }

  @Test
  void aCutEndsTheWatchAfterWhatHadCome() {
    long first = client.put("/a", "1");
    try (WatchStream watch = etcd.watch(KeyRange.ALL, first)) {
      assertThat(nextChange(watch).number()).isEqualTo(first);
      link.cut();
      assertEnded(watch, EtcdException.Kind.UNAVAILABLE);
    }
    link.heal();
    long second = client.put("/a", "2");
    try (WatchStream again = etcd.watch(KeyRange.ALL, first + 1)) {
      assertThat(nextChange(again).number()).isEqualTo(second);
    }
  }

  @Test
  void aWatchStandsFromItsOpeningUntilTheServerIsGone() {
    try (WatchStream watch = etcd.watch(KeyRange.ALL, 1)) {
      Awaitility.await().atMost(PATIENCE).until(watch::stands);

      process.kill();
      Awaitility.await().atMost(PATIENCE).until(() -> !watch.stands());
    }
  }

  @Test
  void aWatchThatNoServerHasHeardOfDoesNotStand() {
    link.stall();
    try (WatchStream watch = etcd.watch(KeyRange.ALL, 1)) {
      assertThat(watch.next(Duration.ofSeconds(1))).isInstanceOf(Message.Idle.class);
      assertThat(watch.stands()).isFalse();

      link.heal();
      Awaitility.await().atMost(PATIENCE).until(watch::stands);
    }
  }

  /** Its end would wait behind what was not asked for. */
  @Test
  void aWatchThatIsFullDoesNotStand() {
    long first = putLarge(12);
    try (WatchStream watch = etcd.watch(KeyRange.ALL, first)) {
      Awaitility.await().atMost(PATIENCE).until(watch::isFull);
      assertThat(watch.stands()).isFalse();

      for (int i = 0; i < 12; i++) {
        nextChange(watch);
      }
      Awaitility.await().atMost(PATIENCE).until(watch::stands);
    }
  }

  @Test
  void aWatchThatNoMemberOpensEndsInTime() {
    link.stall();
    try (WatchStream watch = etcd.watch(KeyRange.ALL, 1)) {
      assertEnded(watch, EtcdException.Kind.UNAVAILABLE);
    }
  }

  @Test
  void aCrashEndsTheWatchAndNothingIsMissedAfterIt() {
    long first = client.put("/a", "1");
    try (WatchStream watch = etcd.watch(KeyRange.ALL, first)) {
      assertThat(nextChange(watch).number()).isEqualTo(first);
      process.kill();
      assertEnded(watch, EtcdException.Kind.UNAVAILABLE);
    }
    process.restart();
    long second = client.put("/a", "2");
    try (WatchStream again = etcd.watch(KeyRange.ALL, first + 1)) {
      assertThat(nextChange(again).number()).isEqualTo(second);
    }
  }

  @Test
  void progressIsReportedPastChangesOutsideTheRange() {
    long inside = client.put("/mine/a", "1");
    try (WatchStream watch = etcd.watch(KeyRange.prefix(Bytes.utf8("/mine/")), inside)) {
      assertThat(nextChange(watch).number()).isEqualTo(inside);
      long outside = client.put("/other", "1");
      Awaitility.await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .until(
              () -> watch.next(PATIENCE), message -> message.equals(new Message.Progress(outside)));
    }
  }

  @Test
  void closingEndsAReaderThatWaits() throws InterruptedException {
    WatchStream watch = etcd.watch(KeyRange.ALL, client.revision() + 1);
    assertThat(watch.next(Duration.ZERO)).isEqualTo(new Message.Idle());
    Thread closer = Thread.ofVirtual().start(watch::close);

    assertEnded(watch, EtcdException.Kind.UNAVAILABLE);
    closer.join();
  }

  private long putLarge(int revisions) {
    byte[] large = new byte[MIB];
    Arrays.fill(large, (byte) 'x');
    long first = client.put(Bytes.utf8("/large"), Bytes.wrap(large));
    for (int i = 1; i < revisions; i++) {
      client.put(Bytes.utf8("/large"), Bytes.wrap(large));
    }
    return first;
  }

  private static Revision nextChange(WatchStream watch) {
    Message message = nextButProgress(watch);
    assertThat(message).isInstanceOf(Message.Changed.class);
    return ((Message.Changed) message).revision();
  }

  private static void assertEnded(WatchStream watch, EtcdException.Kind kind) {
    assertThat(nextButProgress(watch))
        .isInstanceOfSatisfying(
            Message.Ended.class, ended -> assertThat(ended.cause().kind()).isEqualTo(kind));
  }

  private static Message nextButProgress(WatchStream watch) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .until(
            () -> watch.next(PATIENCE),
            message -> !(message instanceof Message.Progress || message instanceof Message.Idle));
  }
}
