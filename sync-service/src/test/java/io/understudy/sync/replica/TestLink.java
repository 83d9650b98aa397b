package io.understudy.sync.replica;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import io.understudy.sync.settings.Settings;
import io.understudy.sync.settings.SettingsReader;
import io.understudy.sync.settings.TestConfig;
import io.understudy.sync.status.Status;
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Two real etcds, replicas between them, and what the target should hold by the rules alone. */
final class TestLink implements AutoCloseable {

  static final ControlKeys KEYS = new ControlKeys("global");

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  final EtcdProcess sourceEtcd = EtcdProcess.start();
  final EtcdProcess targetEtcd;
  final IndependentClient source = sourceEtcd.client();
  final IndependentClient target;

  TestLink() {
    this(EtcdOptions.standard());
  }

  /** With a target of its own kind. */
  TestLink(EtcdOptions options) {
    targetEtcd = EtcdProcess.start(options);
    target = targetEtcd.client();
  }

  Settings settings(String holder, Map<String, String> more) {
    Map<String, String> properties = new HashMap<>();
    properties.put("source.endpoints", sourceEtcd.endpoint());
    properties.put("target.endpoints", targetEtcd.endpoint());
    properties.put("holder", holder);
    properties.put("checkpoint.idle-ms", "100");
    properties.put("control.poll-ms", "50");
    properties.put("revision-lead.revisions", "0");
    properties.putAll(more);
    return SettingsReader.read(TestConfig.of(properties));
  }

  Replica start(String holder, Map<String, String> more) {
    Replica replica =
        new Replica(settings(holder, more), InstantSource.system(), new SplittableRandom(1));
    replica.start();
    return replica;
  }

  /** Samples and looks until the status is as wanted. */
  static Status await(Replica replica, Predicate<Status> wanted) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> sampled(replica), wanted);
  }

  static Status sampled(Replica replica) {
    replica.sampler().sampleSource();
    replica.sampler().sampleTarget();
    return replica.board().status();
  }

  /** Waits until the target holds what the rules say, no more and no less. */
  void awaitEqual(Rules rules) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () -> org.assertj.core.api.Assertions.assertThat(held()).isEqualTo(wanted(rules)));
  }

  Map<Bytes, Bytes> wanted(Rules rules) {
    RegistryIndex index = new RegistryIndex(rules.followOwners());
    SortedMap<Bytes, KeyValue> all = source.all(0);
    all.values()
        .forEach(
            kv -> index.apply(List.of(new RegistryIndex.Change.Put(Facts.of(rules.classify(kv))))));
    Map<Bytes, Bytes> wanted = new TreeMap<>();
    all.forEach(
        (key, kv) -> {
          Placement placement = index.life(key).placement();
          if (placement != Placement.LEAVE_OUT) {
            wanted.put(placement == Placement.PARK ? KEYS.parked(key) : key, kv.value());
          }
        });
    return wanted;
  }

  boolean targetHas(Bytes key, String value) {
    return target.get(key).filter(kv -> kv.value().equals(Bytes.utf8(value))).isPresent();
  }

  private Map<Bytes, Bytes> held() {
    Map<Bytes, Bytes> held = new TreeMap<>();
    target
        .all(0)
        .forEach(
            (key, kv) -> {
              if (!key.startsWith(ControlKeys.ROOT) || KEYS.isParked(key)) {
                held.put(key, kv.value());
              }
            });
    return held;
  }

  @Override
  public void close() {
    source.close();
    target.close();
    sourceEtcd.close();
    targetEtcd.close();
  }
}
