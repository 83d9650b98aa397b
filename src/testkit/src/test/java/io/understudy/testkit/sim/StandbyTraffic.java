package io.understudy.testkit.sim;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.testkit.ModelStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The standby's own controllers and people: they update, delete, and create objects of their own.
 */
final class StandbyTraffic {

  private final Random random;
  private final ModelStore target;
  private final Checker checker;

  StandbyTraffic(Random random, ModelStore target, Checker checker) {
    this.random = random;
    this.target = target;
    this.checker = checker;
  }

  /** One revision. */
  void step() {
    List<Bytes> keys = new ArrayList<>(target.snapshot(target.revision()).keySet());
    keys.removeIf(key -> !key.utf8().startsWith("/registry/"));
    boolean own = keys.isEmpty() || random.nextInt(2) == 0;
    Txn.Write write = own ? createOwn() : touch(keys.get(random.nextInt(keys.size())));
    target.apply(new Txn(List.of(), List.of(write)));
  }

  private Txn.Write createOwn() {
    String resource = List.of("configmaps", "pods", "widgets").get(random.nextInt(3));
    String key = "/registry/" + resource + "/team-a/own" + random.nextInt(4);
    String uid = "ffffffff-0000-4000-8000-" + String.format("%012x", random.nextInt(1 << 20));
    return Txn.put(Bytes.utf8(key), new Objects.Thing(key, uid, List.of(), "own").value());
  }

  private Txn.Write touch(Bytes key) {
    if (random.nextInt(3) == 0) {
      return Txn.delete(key);
    }
    String content = "drift" + random.nextInt(100);
    String uid = checker.uidAt(key);
    return Txn.put(key, new Objects.Thing(key.utf8(), uid, List.of(), content).value());
  }
}
