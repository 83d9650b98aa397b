package io.understudy.e2e;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.mirror.Leadership;
import io.understudy.core.mirror.Timing;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyValue;
import io.understudy.core.role.RoleLimits;
import io.understudy.core.role.Roles;
import io.understudy.core.role.UnparkContext;
import io.understudy.core.role.UnparkLimits;
import io.understudy.core.role.Unparker;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import io.understudy.testkit.replay.History;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One site's real etcd, with what changes the site's role. */
final class Site implements AutoCloseable {

  static final ControlKeys KEYS = TwoEtcds.KEYS;

  private static final long TTL_SECONDS = 30;

  private final EtcdProcess etcd = EtcdProcess.start();
  private final IndependentClient client = etcd.client();
  private final GrpcEtcd port = GrpcEtcd.connect(EtcdEndpoint.of("site", List.of(etcd.endpoint())));

  String endpoint() {
    return etcd.endpoint();
  }

  /** By a client that is not the product's. */
  IndependentClient client() {
    return client;
  }

  Etcd port() {
    return port;
  }

  Roles roles(String holder) {
    return roles(port, holder);
  }

  static Roles roles(Etcd target, String holder) {
    RoleLimits limits = new RoleLimits(5, 6, Duration.ofMillis(50), 127);
    return new Roles(target, KEYS, holder, new Clock(), limits);
  }

  Optional<TermRecord> term() {
    return client.get(KEYS.term()).map(kv -> TermRecord.fromJson(kv.value()));
  }

  /** Its number, 0 if there is no such record. */
  long termNumber() {
    return term().map(TermRecord::term).orElse(0L);
  }

  /** A worker on a promoted site; resigned when the unpark has ended. */
  Unparker.End unpark(String holder, Etcd target, Rules rules) {
    Leadership leadership = new Leadership(port, KEYS, holder, TTL_SECONDS, new Clock());
    if (!(leadership.attemptOnPromoted() instanceof Leadership.Attempt.Leading)) {
      throw new IllegalStateException(holder + " does not lead");
    }
    try {
      return new Unparker(
              new UnparkContext(
                  target,
                  KEYS,
                  Classifier.of(rules),
                  leadership,
                  holder,
                  new Clock(),
                  UnparkLimits.defaults(),
                  () -> false))
          .run();
    } finally {
      leadership.resign();
    }
  }

  /** All that an API server would see. */
  Map<Bytes, Bytes> visible() {
    Map<Bytes, Bytes> visible = new TreeMap<>();
    client.all(0).values().stream()
        .filter(kv -> !kv.key().startsWith(ControlKeys.ROOT))
        .forEach(kv -> visible.put(kv.key(), kv.value()));
    return visible;
  }

  /** All that is parked, by the keys where it belongs. */
  Map<Bytes, Bytes> parked() {
    Map<Bytes, Bytes> parked = new TreeMap<>();
    client.all(0).values().stream()
        .filter(kv -> KEYS.isParked(kv.key()))
        .forEach(kv -> parked.put(KEYS.unparked(kv.key()), kv.value()));
    return parked;
  }

  /** Objects that the rules, owners considered, place there as of a revision, 0 for now. */
  Map<Bytes, Bytes> placed(Rules rules, Placement placement, long revision) {
    return placed(rules, placement, client.all(revision));
  }

  /** Of all of these. */
  static Map<Bytes, Bytes> placed(Rules rules, Placement placement, Map<Bytes, KeyValue> all) {
    RegistryIndex index = new RegistryIndex(rules.followOwners());
    all.values()
        .forEach(
            kv -> index.apply(List.of(new RegistryIndex.Change.Put(Facts.of(rules.classify(kv))))));
    Map<Bytes, Bytes> placed = new TreeMap<>();
    all.forEach(
        (key, kv) -> {
          Life life = index.life(key);
          if (life != null && life.placement() == placement) {
            placed.put(key, kv.value());
          }
        });
    return placed;
  }

  History history() {
    return History.of(port);
  }

  @Override
  public void close() {
    client.close();
    port.close();
    etcd.close();
  }

  private static final class Clock implements Timing {
    @Override
    public Instant now() {
      return Instant.now();
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public double chance() {
      return 0;
    }

    @Override
    public void pause(Duration duration) {
      LockSupport.parkNanos(TimeUnit.NANOSECONDS.convert(duration));
    }
  }
}
