package io.understudy.e2e;

import static org.awaitility.Awaitility.await;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import io.understudy.testkit.ServerTls;
import io.understudy.testkit.replay.History;
import io.understudy.testkit.replay.HistoryReplay;
import io.understudy.testkit.replay.Report;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A real source and a real target, neither ever compacted by itself. */
final class TwoEtcds implements AutoCloseable {

  static final ControlKeys KEYS = new ControlKeys("global");

  private static final Duration CATCH_UP = Duration.ofSeconds(60);

  private final Optional<ServerTls> tls;
  private final EtcdProcess source;
  private final EtcdProcess target;
  private IndependentClient sourceClient;
  private IndependentClient targetClient;

  TwoEtcds() {
    this(EtcdOptions.standard(), EtcdOptions.standard());
  }

  /** Both with the same certificates, if any. */
  TwoEtcds(EtcdOptions ofSource, EtcdOptions ofTarget) {
    tls = ofSource.tls();
    source = EtcdProcess.start(ofSource);
    target = EtcdProcess.start(ofTarget);
    sourceClient = source.client();
    targetClient = target.client();
  }

  /** With the certificates as they are now: a client of the tests does not read them again. */
  void reconnect() {
    sourceClient.close();
    targetClient.close();
    sourceClient = source.client();
    targetClient = target.client();
  }

  static Rules profile(String name) {
    return Rules.profile(name, Rules.Options.DEFAULT);
  }

  EtcdProcess sourceProcess() {
    return source;
  }

  EtcdProcess targetProcess() {
    return target;
  }

  /** By a client that is not the mirror's. */
  IndependentClient source() {
    return sourceClient;
  }

  IndependentClient target() {
    return targetClient;
  }

  /** A mirror from the one to the other. */
  RunningMirror mirror(Rules rules) {
    return RunningMirror.between(
        RunningMirror.Setup.of(List.of(source.endpoint()), List.of(target.endpoint()), rules));
  }

  Optional<Checkpoint> checkpoint() {
    return targetClient.get(KEYS.checkpoint()).map(kv -> Checkpoint.fromJson(kv.value()));
  }

  /** Waits until the target claims to equal the source as it is now. */
  void awaitEqual() {
    long revision = sourceClient.revision();
    await()
        .atMost(CATCH_UP)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> checkpoint().filter(c -> isAt(c, revision)).isPresent());
  }

  private static boolean isAt(Checkpoint checkpoint, long revision) {
    return checkpoint.phase() == Checkpoint.Phase.TAIL
        && !checkpoint.inParts()
        && checkpoint.watermark() >= revision;
  }

  boolean targetHas(Bytes key) {
    return targetClient.get(key).isPresent();
  }

  boolean isParked(Bytes key) {
    return targetHas(KEYS.parked(key)) && !targetHas(key);
  }

  /** Value on the target, where the key itself is. */
  Optional<Bytes> targetValue(Bytes key) {
    return targetClient.get(key).map(KeyValue::value);
  }

  History sourceHistory() {
    return read(source, new History(List.of()));
  }

  History sourceHistory(History readBefore) {
    return read(source, readBefore);
  }

  History targetHistory() {
    return read(target, new History(List.of()));
  }

  /** Replays the target's whole history and fails if it breaks a promise. */
  Report replay(Rules... rules) {
    return HistoryReplay.run(List.of(rules), KEYS, sourceHistory(), targetHistory()).orFail();
  }

  /** The same where the source's history was read before it was compacted. */
  Report replay(History sourceReadBefore, Rules... rules) {
    return HistoryReplay.run(List.of(rules), KEYS, sourceHistory(sourceReadBefore), targetHistory())
        .orFail();
  }

  @Override
  public void close() {
    sourceClient.close();
    targetClient.close();
    source.close();
    target.close();
  }

  private History read(EtcdProcess etcd, History before) {
    EtcdEndpoint plain = EtcdEndpoint.of("history", List.of(etcd.endpoint()));
    EtcdEndpoint endpoint =
        tls.map(files -> plain.withTls(Secured.files(files.ca(), files.admin()))).orElse(plain);
    try (GrpcEtcd reader = GrpcEtcd.connect(endpoint)) {
      return before.continued(reader);
    }
  }
}
