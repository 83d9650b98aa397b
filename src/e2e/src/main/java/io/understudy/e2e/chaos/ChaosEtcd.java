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
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.replay.History;
import java.nio.file.Path;
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
  private final Optional<ChaosCredentials> credentials;
  private final GrpcEtcd etcd;
  private final EtcdAdmin admin;
  private final Replacement replacement;
  private final Peers peers;
  private History history = new History(List.of());
  private Optional<History> formerLife = Optional.empty();

  private ChaosEtcd(String name, EtcdCluster cluster, Optional<ChaosCredentials> credentials) {
    this.cluster = cluster;
    this.credentials = credentials;
    this.etcd = connect(name, cluster.endpoints(), CALL_TIMEOUT);
    this.admin =
        new EtcdAdmin(
            cluster.endpoints(), credentials.map(files -> files.servers().adminContext()));
    this.replacement = new Replacement(admin, cluster.members());
    this.peers = new Peers(cluster.peerLinks());
  }

  /**
   * @param credentials for TLS, if any
   */
  static ChaosEtcd start(String name, Optional<ChaosCredentials> credentials) {
    EtcdOptions options =
        credentials.map(ChaosCredentials::options).orElseGet(EtcdOptions::standard);
    EtcdCluster cluster = EtcdProcess.linkedCluster(ChaosPlan.MEMBERS, options);
    try {
      return new ChaosEtcd(name, cluster, credentials);
    } catch (RuntimeException failure) {
      cluster.close();
      throw failure;
    }
  }

  List<EtcdProcess> members() {
    return cluster.members();
  }

  List<String> endpoints() {
    return cluster.endpoints();
  }

  /** Of all members, {@code host:port}. */
  List<String> addresses() {
    return members().stream().map(EtcdProcess::address).toList();
  }

  EtcdAdmin admin() {
    return admin;
  }

  /** By which members are replaced. */
  Replacement replacement() {
    return replacement;
  }

  /** How the members reach each other. */
  Peers peers() {
    return peers;
  }

  /**
   * A connection of its own for whoever writes here.
   *
   * @param at members, or what stands before them, {@code host:port} after the scheme
   * @param callTimeout how long each call waits at most
   */
  GrpcEtcd connect(String name, List<String> at, Duration callTimeout) {
    EtcdEndpoint endpoint = EtcdEndpoint.of(name, at).withCallTimeout(callTimeout);
    return GrpcEtcd.connect(
        credentials.map(files -> endpoint.withTls(files.admin())).orElse(endpoint));
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

  /** Saves one, as an operator's backup would. */
  Path snapshot() {
    return persistently(() -> members().getFirst().snapshot());
  }

  /**
   * Has all members begin anew with a snapshot of this etcd; what has happened since then is its
   * {@link #formerLife}. Nobody else may touch a member meanwhile.
   *
   * @param sameCluster with the same cluster id; another one if not
   * @return its revision then
   */
  synchronized long restore(Path snapshot, boolean sameCluster) {
    History before = history();
    cluster.restore(snapshot, sameCluster);
    long restored = revision();
    history =
        new History(
            before.revisions().stream()
                .takeWhile(revision -> revision.number() <= restored)
                .toList());
    formerLife = Optional.of(before);
    return restored;
  }

  /** All that had happened before it was restored, if it was. */
  synchronized Optional<History> formerLife() {
    return formerLife;
  }

  /** Drops the history up to now, which is read before. */
  synchronized void compact() {
    long revision = history().lastRevision();
    etcd.compact(revision);
  }

  /** Drops the history up to a revision, unread: then {@link #history} has a hole. */
  void compactTo(long revision) {
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
