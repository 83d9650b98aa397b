package io.understudy.monitor.check;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Two real etcds that the tests write as a mirror would. */
public class MirroredEtcds implements QuarkusTestResourceLifecycleManager {

  static final ControlKeys KEYS = new ControlKeys("global");

  private EtcdProcess source;
  private EtcdProcess target;
  private IndependentClient sourceClient;
  private IndependentClient targetClient;

  @Override
  public Map<String, String> start() {
    source = EtcdProcess.start();
    target = EtcdProcess.start();
    sourceClient = source.client();
    targetClient = target.client();
    return Map.of(
        "understudy.source.endpoints", source.endpoint(),
        "understudy.target.endpoints", target.endpoint(),
        "understudy.monitor.check-interval", "0");
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, new TestInjector.MatchesType(MirroredEtcds.class));
  }

  @Override
  public void stop() {
    sourceClient.close();
    targetClient.close();
    source.close();
    target.close();
  }

  IndependentClient source() {
    return sourceClient;
  }

  IndependentClient target() {
    return targetClient;
  }

  /** Puts the same object into both. */
  Bytes both(String name, String data) {
    Bytes key = key(name);
    sourceClient.put(key, value(name, data));
    targetClient.put(key, value(name, data));
    return key;
  }

  static Bytes key(String name) {
    return Bytes.utf8("/registry/configmaps/team/" + name);
  }

  static Bytes value(String name, String data) {
    return Bytes.utf8(
        ("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\",\"namespace\":"
                + "\"team\",\"uid\":\"uid-%s\"},\"data\":{\"a\":\"%s\"}}")
            .formatted(name, name, data));
  }

  /** As after the mirror has written everything. */
  void claim(Checkpoint.Phase phase) {
    EtcdEndpoint endpoint =
        EtcdEndpoint.of("source", List.of(source.endpoint()))
            .withCallTimeout(Duration.ofSeconds(120));
    try (GrpcEtcd etcd = GrpcEtcd.connect(endpoint)) {
      Checkpoint checkpoint =
          Checkpoint.first(
                  Checkpoint.SourceId.of(etcd.status()),
                  1,
                  Instant.EPOCH,
                  Rules.profile("acp-global", Rules.Options.DEFAULT).digest())
              .inPhase(phase)
              .at(sourceClient.revision(), Instant.EPOCH);
      targetClient.put(KEYS.checkpoint(), checkpoint.toJson());
    }
  }
}
