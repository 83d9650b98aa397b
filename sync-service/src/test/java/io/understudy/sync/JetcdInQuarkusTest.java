package io.understudy.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.core.port.WatchStream;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** jetcd brings its own Vert.x and gRPC: they have to get along with those of Quarkus. */
@QuarkusTest
@WithTestResource(TwoEtcds.class)
class JetcdInQuarkusTest {

  private static final long TIMEOUT_SECONDS = 120;

  @ConfigProperty(name = "understudy.source.endpoints")
  String endpoint;

  @Test
  void jetcdsOwnClientPutsRunsATxnAndWatches() throws Exception {
    ByteSequence key = bytes("/jetcd/own");
    BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
    try (Client client = Client.builder().endpoints(endpoint).build()) {
      long revision =
          client
              .getKVClient()
              .put(key, bytes("first"))
              .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
              .getHeader()
              .getRevision();
      boolean succeeded =
          client
              .getKVClient()
              .txn()
              .If(new Cmp(key, Cmp.Op.EQUAL, CmpTarget.modRevision(revision)))
              .Then(Op.put(key, bytes("second"), PutOption.DEFAULT))
              .commit()
              .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
              .isSucceeded();
      assertThat(succeeded).isTrue();

      WatchOption fromThere = WatchOption.builder().withRevision(revision).build();
      Watch.Listener listener = Watch.listener(answer -> events.addAll(answer.getEvents()));
      try (Watch.Watcher watcher = client.getWatchClient().watch(key, fromThere, listener)) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(TIMEOUT_SECONDS))
            .until(() -> events.size() == 2);
        assertThat(watcher).isNotNull();
      }
      assertThat(events)
          .extracting(event -> event.getKeyValue().getValue().toString(StandardCharsets.UTF_8))
          .containsExactly("first", "second");
    }
  }

  @Test
  void theAdapterPutsRunsATxnAndWatches() {
    Bytes key = Bytes.utf8("/jetcd/adapter");
    try (GrpcEtcd etcd =
        GrpcEtcd.connect(
            EtcdEndpoint.of("source", List.of(endpoint))
                .withCallTimeout(Duration.ofSeconds(TIMEOUT_SECONDS)))) {
      TxnOutcome put =
          etcd.txn(new Txn(List.of(), List.of(Txn.put(key, Bytes.utf8("first"))))).await();
      long revision = ((TxnOutcome.Committed) put).revision();
      Txn.Condition unchanged = new Txn.Condition.ModRevisionIs(key, revision);
      Txn change = new Txn(List.of(unchanged), List.of(Txn.put(key, Bytes.utf8("second"))));
      assertThat(etcd.txn(change).await()).isInstanceOf(TxnOutcome.Committed.class);
      assertThat(etcd.txn(change).await()).isInstanceOf(TxnOutcome.ConditionFailed.class);

      try (WatchStream watch = etcd.watch(KeyRange.only(key), revision)) {
        for (int i = 0; i < 2; i++) {
          assertThat(watch.next(Duration.ofSeconds(TIMEOUT_SECONDS)))
              .isInstanceOf(WatchStream.Message.Changed.class);
        }
      }
    }
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }
}
