package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdException.Kind;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What calls of the adapter become when the network or the store fails. */
class GrpcEtcdFaultsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ALL_CALLS_AND_SLACK = Duration.ofSeconds(60);
  private static final Bytes KEY = Bytes.utf8("/key");
  private static final Bytes BEHIND = Bytes.utf8("/behind");
  private static final Bytes TERM = Bytes.utf8("/term");
  private static final RangeQuery ALL = RangeQuery.page(KeyRange.ALL, 0, 0);

  private EtcdProcess process;
  private IndependentClient client;
  private FaultLink link;
  private GrpcEtcd etcd;

  @BeforeEach
  void start() {
    process = EtcdProcess.start(EtcdOptions.standard().quotaBytes(16 * 1024 * 1024));
    client = process.client();
    link = FaultLink.to(process.endpoint());
    etcd =
        GrpcEtcd.connect(
            EtcdEndpoint.of("target", List.of(link.endpoint())).withCallTimeout(TIMEOUT));
  }

  @AfterEach
  void stop() {
    etcd.close();
    link.close();
    client.close();
    process.close();
  }

  @Test
  void onAStalledLinkEveryCallEndsInTime() {
    etcd.status();
    link.stall();
    long start = System.nanoTime();
    Pending<TxnOutcome> txn = etcd.txn(put("x"));
    Pending<?> range = etcd.range(ALL);

    assertUnknown(txn.await(), Kind.UNAVAILABLE);
    assertUnavailable(range::await);
    assertUnavailable(etcd::status);
    assertUnavailable(() -> etcd.keepLeaseAlive(1));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ALL_CALLS_AND_SLACK);
  }

  @Test
  void whenNobodyListensCallsEndInTimeAndSayWhich() {
    link.cut();

    assertThatThrownBy(() -> etcd.range(ALL).await())
        .isInstanceOf(EtcdException.class)
        .hasMessageContaining("target")
        .hasMessageContaining("range");
    assertUnknown(etcd.txn(put("x")).await(), Kind.UNAVAILABLE);
  }

  @Test
  void theFirstCallAfterAnOutageSucceeds() {
    link.cut();
    for (int i = 0; i < 3; i++) {
      assertUnavailable(() -> etcd.range(ALL).await());
    }
    link.heal();

    assertThat(etcd.txn(put("x")).await()).isInstanceOf(TxnOutcome.Committed.class);
  }

  @Test
  void aHeldTxnIsUnknownAndLandsWhenItIsReleased() {
    etcd.status();
    link.holdRequests();
    assertUnknown(etcd.txn(put("late")).await(), Kind.UNAVAILABLE);
    assertThat(client.get(KEY)).isEmpty();
    assertThat(link.heldBytes()).isPositive();

    link.release();
    Awaitility.await().until(() -> client.get(KEY).isPresent());
  }

  @Test
  void aHeldTxnLandsAlsoAfterItsClientIsGone() {
    etcd.status();
    link.holdRequests();
    String late = "late".repeat(1000);
    Pending<TxnOutcome> txn = etcd.txn(put(late));
    // Not an answer to a ping or a frame of headers: the Txn itself.
    Awaitility.await().until(() -> link.heldBytes() > late.length());
    etcd.close();
    assertUnknown(txn.await(), Kind.UNAVAILABLE);
    awaitClientsGone();

    link.release();
    Awaitility.await().until(() -> client.get(KEY).isPresent());
  }

  @Test
  void aHeldTxnOfAnOldTermWritesNothing() {
    long term = client.put(TERM, Bytes.utf8("1"));
    etcd.status();
    link.holdRequests();
    Pending<TxnOutcome> fenced =
        etcd.txn(
            new Txn(
                List.of(new Txn.Condition.ModRevisionIs(TERM, term)),
                List.of(Txn.put(KEY, Bytes.utf8("late")))));
    assertUnknown(fenced.await(), Kind.UNAVAILABLE);
    // Held behind it: when this one has landed, the fenced one has been judged.
    assertUnknown(
        etcd.txn(new Txn(List.of(), List.of(Txn.put(BEHIND, Bytes.EMPTY)))).await(),
        Kind.UNAVAILABLE);
    etcd.close();
    awaitClientsGone();
    client.put(TERM, Bytes.utf8("2"));

    link.release();
    Awaitility.await().until(() -> client.get(BEHIND).isPresent());
    assertThat(client.get(KEY)).isEmpty();
  }

  @Test
  void aFullStoreLeavesOpenWhetherItWrote() {
    Bytes large = Bytes.wrap(new byte[1024 * 1024]);
    Txn txn = new Txn(List.of(), List.of(Txn.put(KEY, large)));

    TxnOutcome last =
        Awaitility.await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(
                () -> etcd.txn(txn).await(), outcome -> !(outcome instanceof TxnOutcome.Committed));

    assertUnknown(last, Kind.NO_SPACE);
    Awaitility.await().until(() -> etcd.status().isFull());
  }

  @Test
  void oneDeadMemberOfThreeIsPassedOver() {
    try (EtcdCluster cluster = EtcdProcess.cluster(3)) {
      cluster.members().getFirst().kill();
      awaitLeaderAmong(cluster.endpoints().subList(1, 3));
      try (GrpcEtcd three = GrpcEtcd.connect(EtcdEndpoint.of("target", cluster.endpoints()))) {
        for (int i = 0; i < 6; i++) {
          assertThat(three.txn(put("x" + i)).await()).isInstanceOf(TxnOutcome.Committed.class);
        }
        assertThat(three.range(ALL).await().keys()).hasSize(1);
      }
    }
  }

  /** The one that was killed may have been it, and an election takes what it takes. */
  private static void awaitLeaderAmong(List<String> survivors) {
    try (GrpcEtcd two = GrpcEtcd.connect(EtcdEndpoint.of("target", survivors))) {
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> two.txn(put("election")).await() instanceof TxnOutcome.Committed);
    }
  }

  /** Else what they say when they go would pass too, and cancel the call. */
  private void awaitClientsGone() {
    Awaitility.await().until(() -> link.clients() == 0);
  }

  private static Txn put(String value) {
    return new Txn(List.of(), List.of(Txn.put(KEY, Bytes.utf8(value))));
  }

  private static void assertUnknown(TxnOutcome outcome, Kind kind) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            TxnOutcome.Unknown.class,
            unknown -> assertThat(unknown.cause().kind()).isEqualTo(kind));
  }

  private static void assertUnavailable(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            EtcdException.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE));
  }
}
