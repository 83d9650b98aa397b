package io.understudy.testkit.sim;

import io.understudy.core.control.RepairRequest;
import io.understudy.core.control.RepairRequest.Surplus;
import io.understudy.core.control.ResyncRequest;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.testkit.ModelStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What people ask of a running mirror: a resync, or a repair of keys that they saw on either side a
 * moment ago.
 */
final class Asking {

  private final Random random;
  private final ModelStore source;
  private final ModelStore target;

  Asking(Random random, ModelStore source, ModelStore target) {
    this.random = random;
    this.source = source;
    this.target = target;
  }

  /** Of this source. One revision. */
  void resync(Instant now) {
    put(World.KEYS.resyncRequest(), new ResyncRequest(0, source.clusterId()).toJson(now));
  }

  /**
   * One revision, or none if another repair waits.
   *
   * @return keys that were confirmed as surplus
   */
  List<Bytes> repair(Instant now) {
    if (target.snapshot(target.revision()).containsKey(World.KEYS.repair())) {
      return List.of();
    }
    String id = Long.toString(target.revision());
    List<Surplus> surplus = surplus();
    put(World.KEYS.repair(), new RepairRequest(id, now, recopied(), surplus).toJson());
    return surplus.stream().map(each -> Bytes.utf8(each.key())).toList();
  }

  private List<String> recopied() {
    List<Bytes> all = new ArrayList<>(source.snapshot(source.revision()).keySet());
    List<String> some = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0 && !all.isEmpty(); i--) {
      some.add(all.get(random.nextInt(all.size())).utf8());
    }
    return some;
  }

  /** Most are surplus indeed; some are not, and some were seen long ago. */
  private List<Surplus> surplus() {
    List<Surplus> some = new ArrayList<>();
    boolean all = random.nextBoolean();
    for (KeyValue kv : target.snapshot(target.revision()).values()) {
      boolean registry = kv.key().utf8().startsWith("/registry/");
      boolean surplus = !source.snapshot(source.revision()).containsKey(kv.key());
      if (registry && (all && surplus || random.nextInt(surplus ? 2 : 30) == 0)) {
        long revision = random.nextInt(10) == 0 ? kv.modRevision() - 1 : kv.modRevision();
        some.add(new Surplus(kv.key().utf8(), Math.max(1, revision)));
      }
    }
    return some;
  }

  private void put(Bytes key, Bytes value) {
    target.apply(new Txn(List.of(), List.of(Txn.put(key, value))));
  }
}
