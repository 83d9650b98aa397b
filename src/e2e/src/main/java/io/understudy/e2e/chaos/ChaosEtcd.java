package io.understudy.e2e.chaos;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.testkit.EtcdCluster;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.replay.History;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/**
 * One site's etcd of several members, with everything that ever happened in it: what is compacted
 * is read before.
 */
final class ChaosEtcd implements AutoCloseable {

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  private final EtcdCluster cluster;
  private final GrpcEtcd etcd;
  private final EtcdAdmin admin;
  private History history = new History(List.of());

  private ChaosEtcd(String name, EtcdCluster cluster) {
    this.cluster = cluster;
    this.etcd =
        GrpcEtcd.connect(EtcdEndpoint.of(name, cluster.endpoints()).withCallTimeout(CALL_TIMEOUT));
    this.admin = new EtcdAdmin(cluster.endpoints());
  }

  static ChaosEtcd start(String name) {
    return new ChaosEtcd(name, EtcdProcess.cluster(ChaosPlan.MEMBERS));
  }

  List<EtcdProcess> members() {
    return cluster.members();
  }

  List<String> endpoints() {
    return cluster.endpoints();
  }

  EtcdAdmin admin() {
    return admin;
  }

  /** A connection of its own for whoever writes here; each call waits at most so long. */
  GrpcEtcd connect(String name, Duration callTimeout) {
    return GrpcEtcd.connect(EtcdEndpoint.of(name, endpoints()).withCallTimeout(callTimeout));
  }

  /** Where it is now, by a read that a quorum confirms. */
  long revision() {
    return persistently(
        () -> etcd.range(RangeQuery.count(KeyRange.only(Bytes.utf8("/")), 0)).await().revision());
  }

  Optional<KeyValue> get(Bytes key) {
    return persistently(
        () -> Optional.ofNullable(etcd.get(Set.of(key), 0).await().keys().get(key)));
  }

  /** All that has happened up to now. */
  synchronized History history() {
    long revision = revision();
    persistently(
        () -> {
          history = history.continued(etcd);
          if (history.lastRevision() < revision) {
            throw new IllegalStateException("a member lags behind");
          }
          return history;
        });
    return history;
  }

  /** Drops the history up to now, which is read before. */
  synchronized void compact() {
    long revision = history().lastRevision();
    etcd.compact(revision);
  }

  /** As long as members come and go, an answer may take several attempts. */
  private static <T> T persistently(Supplier<T> call) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptionsMatching(
            failure -> failure instanceof EtcdException || failure instanceof IllegalStateException)
        .until(call::get, answer -> true);
  }

  /** What the product sees of an etcd, for reading. */
  Etcd reader() {
    return etcd;
  }

  @Override
  public void close() {
    admin.close();
    etcd.close();
    cluster.close();
  }
}
