package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.etcd.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member that hangs, is gone or has no leader costs some calls at first, and then none. */
class MembersByHealthTest {

  private static final RangeQuery ALL = RangeQuery.count(KeyRange.ALL, 0);

  /** Enough that each member would have had several turns. */
  private static final int CALLS = 12;

  @TempDir private Path directory;

  @Test
  void aMemberThatHangsAndThenIsGoneIsLeftOut() {
    ServerTls tls = ServerTls.of(new TestCa(directory, "ca"));
    try (EtcdCluster cluster = EtcdProcess.cluster(3, EtcdOptions.standard().tls(tls));
        GrpcEtcd etcd = GrpcEtcd.connect(endpoint(cluster.endpoints()).withTls(files(tls)))) {
      awaitAllWell(etcd);
      EtcdProcess stopped = cluster.members().getFirst();
      stopped.suspend();
      awaitAllWell(etcd);
      stopped.kill();
      awaitAllWell(etcd);

      stopped.restart();
      cluster.members().getLast().kill();
      awaitAllWell(etcd);
    }
  }

  @Test
  void aMemberWithoutALeaderIsLeftOutAlthoughItAnswers() {
    try (EtcdProcess well = EtcdProcess.start();
        EtcdCluster half = EtcdProcess.cluster(2)) {
      half.members().getLast().kill();
      List<String> both = List.of(well.endpoint(), half.members().getFirst().endpoint());
      try (GrpcEtcd etcd = GrpcEtcd.connect(endpoint(both))) {
        awaitAllWell(etcd);
      }
    }
  }

  private static void awaitAllWell(GrpcEtcd etcd) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(failuresOfCalls(etcd)).isZero());
  }

  private static int failuresOfCalls(GrpcEtcd etcd) {
    int failures = 0;
    for (int i = 0; i < CALLS; i++) {
      failures += isWell(etcd) ? 0 : 1;
    }
    return failures;
  }

  private static boolean isWell(GrpcEtcd etcd) {
    Txn txn = new Txn(List.of(), List.of(Txn.put(Bytes.utf8("/key"), Bytes.utf8("value"))));
    try {
      etcd.range(ALL).await();
      return etcd.txn(txn).await() instanceof TxnOutcome.Committed;
    } catch (EtcdException failure) {
      return false;
    }
  }

  private static TlsFiles files(ServerTls tls) {
    return new TlsFiles(
        Optional.of(tls.ca()),
        Optional.of(new TlsFiles.Client(tls.admin().cert(), tls.admin().key())));
  }

  private static EtcdEndpoint endpoint(List<String> endpoints) {
    return EtcdEndpoint.of("source", endpoints).withCallTimeout(Duration.ofSeconds(1));
  }
}
