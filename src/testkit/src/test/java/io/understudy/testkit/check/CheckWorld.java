package io.understudy.testkit.check;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A source and a target that are alike but for what chance changes: objects that are mirrored,
 * parked and left out, with and without owners, and a checkpoint that claims they are equal.
 */
final class CheckWorld {

  static final ControlKeys KEYS = new ControlKeys("global");
  static final Rules RULES = Rules.profile("live-standby", Rules.Options.DEFAULT);

  private static final List<String> RESOURCES =
      List.of("configmaps", "deployments", "pods", "serviceaccounts", "example.io/widgets");
  private static final int NAMES = 9;

  final ModelStore source = new ModelStore(1);
  final ModelStore target = new ModelStore(2);
  private final SplittableRandom random;

  CheckWorld(SplittableRandom random) {
    this.random = random;
    for (int i = 0; i < 40; i++) {
      source(random.nextInt(100) < 80 ? 0 : 1);
    }
    source.snapshot(source.revision()).forEach((key, kv) -> put(target, place(key), kv.value()));
    claim();
  }

  Etcd sourceEtcd() {
    return new ModelEtcd(source);
  }

  Etcd targetEtcd() {
    return new ModelEtcd(target);
  }

  /** Some writes on both sides, most of which the other side gets too. */
  void change() {
    int writes = random.nextInt(6);
    for (int i = 0; i < writes; i++) {
      source(random.nextInt(3));
    }
    for (int i = 0; i < random.nextInt(5); i++) {
      spoil();
    }
  }

  /** What the mirror writes when it has reached the source's newest revision. */
  void claim() {
    Checkpoint checkpoint =
        Checkpoint.first(
                new Checkpoint.SourceId(source.clusterId(), 1), 1, Instant.EPOCH, RULES.digest())
            .inPhase(Checkpoint.Phase.TAIL)
            .at(source.revision(), Instant.EPOCH);
    put(target, KEYS.checkpoint(), checkpoint.toJson());
  }

  private void source(int what) {
    Bytes key = anyKey();
    if (what == 2) {
      delete(source, key);
      if (random.nextInt(3) > 0) {
        delete(target, key);
        delete(target, KEYS.parked(key));
      }
      return;
    }
    Bytes value = value(key, "v" + random.nextInt(3), "running");
    put(source, key, value);
    if (random.nextInt(3) > 0) {
      put(target, place(key), value);
    }
  }

  /** Somebody writes the standby. */
  private void spoil() {
    Bytes key = anyKey();
    Bytes place = random.nextInt(4) == 0 ? KEYS.parked(key) : key;
    switch (random.nextInt(5)) {
      case 0 -> delete(target, place);
      case 1 -> put(target, place, value(key, "drift", "running"));
      case 2 -> put(target, place, value(key, "v0", "other"));
      default -> {
        KeyValue kv = source.snapshot(source.revision()).get(key);
        if (kv != null) {
          put(target, place(key), kv.value());
        }
      }
    }
  }

  private Bytes anyKey() {
    String resource = RESOURCES.get(random.nextInt(RESOURCES.size()));
    return Bytes.utf8("/registry/" + resource + "/team/" + name(random.nextInt(NAMES)));
  }

  private static String name(int number) {
    return "n" + number;
  }

  private Bytes place(Bytes key) {
    return key.utf8().contains("/deployments/") || random.nextInt(12) == 0 ? KEYS.parked(key) : key;
  }

  private Bytes value(Bytes key, String data, String status) {
    String[] parts = key.utf8().split("/");
    String resource = parts[parts.length - 3];
    String name = parts[parts.length - 1];
    String life = random.nextInt(10) == 0 ? "b" : "a";
    StringBuilder json = new StringBuilder();
    json.append("{\"apiVersion\":\"example.io/v1\",\"kind\":\"").append(kind(resource));
    json.append("\",\"metadata\":{\"name\":\"").append(name).append("\",\"namespace\":\"team\"");
    json.append(",\"uid\":\"").append(resource).append('-').append(name).append(life).append('"');
    if (random.nextInt(3) == 0) {
      json.append(",\"ownerReferences\":[");
      List<String> owners = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(2); i++) {
        owners.add(owner());
      }
      json.append(String.join(",", owners)).append(']');
    }
    json.append("},\"spec\":\"").append(data).append("\",\"status\":\"").append(status);
    return Bytes.utf8(json.append("\"}").toString());
  }

  private String owner() {
    String whole = RESOURCES.get(random.nextInt(RESOURCES.size()));
    String resource = whole.substring(whole.lastIndexOf('/') + 1);
    String name = name(random.nextInt(NAMES));
    return "{\"apiVersion\":\"example.io/v1\",\"kind\":\""
        + kind(resource)
        + "\",\"name\":\""
        + name
        + "\",\"uid\":\""
        + resource
        + "-"
        + name
        + "a\"}";
  }

  private static String kind(String resource) {
    return Character.toUpperCase(resource.charAt(0)) + resource.substring(1, resource.length() - 1);
  }

  private static void put(ModelStore store, Bytes key, Bytes value) {
    store.apply(new Txn(List.of(), List.of(Txn.put(key, value))));
  }

  private static void delete(ModelStore store, Bytes key) {
    store.apply(new Txn(List.of(), List.of(Txn.delete(key))));
  }
}
