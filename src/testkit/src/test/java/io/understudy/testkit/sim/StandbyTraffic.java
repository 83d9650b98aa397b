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
    write(own ? createOwn() : touched(keys.get(random.nextInt(keys.size()))));
  }

  /** Whether only the standby creates objects of this key. */
  static boolean isItsOwn(Bytes key) {
    return key.utf8().startsWith("/registry/") && key.utf8().contains("/own");
  }

  /** Another object of its own. */
  void create() {
    write(createOwn());
  }

  /** As {@link #step}, with a key of the caller's choice. */
  void touch(Bytes key) {
    write(touched(key));
  }

  private void write(Txn.Write write) {
    target.apply(new Txn(List.of(), List.of(write)));
  }

  private Txn.Write createOwn() {
    String resource = List.of("configmaps", "pods", "widgets").get(random.nextInt(3));
    String namespace = random.nextInt(3) == 0 ? "own" : "team-a";
    String key =
        random.nextInt(8) == 0
            ? "/registry/namespaces/own"
            : "/registry/" + resource + "/" + namespace + "/own" + random.nextInt(4);
    String uid = "ffffffff-0000-4000-8000-" + String.format("%012x", random.nextInt(1 << 20));
    return Txn.put(Bytes.utf8(key), new Objects.Thing(key, uid, owners(key), "own").value());
  }

  /** Now and then another object of the standby's own. */
  private List<String> owners(String key) {
    List<Bytes> all = new ArrayList<>(target.snapshot(target.revision()).keySet());
    all.removeIf(other -> !isItsOwn(other) || other.utf8().equals(key));
    return all.isEmpty() || random.nextInt(3) == 0
        ? List.of()
        : List.of(checker.uidAt(all.get(random.nextInt(all.size()))));
  }

  private Txn.Write touched(Bytes key) {
    if (random.nextInt(3) == 0) {
      return Txn.delete(key);
    }
    String content = "drift" + random.nextInt(100);
    String uid = checker.uidAt(key);
    return Txn.put(key, new Objects.Thing(key.utf8(), uid, List.of(), content).value());
  }
}
