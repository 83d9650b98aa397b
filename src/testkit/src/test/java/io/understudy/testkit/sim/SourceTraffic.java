package io.understudy.testkit.sim;

import io.understudy.core.port.Txn;
import io.understudy.testkit.ModelStore;
import io.understudy.testkit.sim.Objects.Thing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A primary's API servers and controllers: creates, updates, owner changes, deletes, cascades. */
final class SourceTraffic {

  private static final List<String> NAMESPACES = List.of("team-a", "team-b");
  private static final List<String> RESOURCES =
      List.of("configmaps", "secrets", "deployments", "pods", "widgets", "leases");

  private final Random random;
  private final ModelStore store;
  private final Map<String, Thing> live = new LinkedHashMap<>();
  private final List<String> deadUids = new ArrayList<>();
  private int counter;

  SourceTraffic(Random random, ModelStore store) {
    this.random = random;
    this.store = store;
  }

  /** One revision, or none. */
  void step() {
    List<Txn.Write> writes = new ArrayList<>();
    int operations = random.nextInt(8) == 0 ? 2 + random.nextInt(9) : 1;
    for (int i = 0; i < operations; i++) {
      operation(writes);
    }
    commit(writes);
  }

  private void operation(List<Txn.Write> writes) {
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> create(writes);
      case 4, 5, 6 -> update(writes);
      case 7 -> newOwners(writes);
      case 8 -> delete(writes, pick());
      case 9 -> recreate(writes);
      case 10 -> collectGarbage(writes);
      default -> namespace(writes);
    }
  }

  private void create(List<Txn.Write> writes) {
    String namespace = NAMESPACES.get(random.nextInt(NAMESPACES.size()));
    if (!live.containsKey("/registry/namespaces/" + namespace) || live.size() > 45) {
      return;
    }
    String resource = RESOURCES.get(random.nextInt(RESOURCES.size()));
    String key = "/registry/" + resource + "/" + namespace + "/n" + random.nextInt(12);
    if (!live.containsKey(key)) {
      put(writes, new Thing(key, uid(), owners(), content()));
    }
  }

  private void update(List<Txn.Write> writes) {
    Thing thing = pick();
    if (thing != null) {
      String content = isHome(thing) ? small() : content();
      put(writes, new Thing(thing.key(), thing.uid(), thing.owners(), content));
    }
  }

  /** Adoption, orphaning, a cycle now and then, an owner that is long gone. */
  private void newOwners(List<Txn.Write> writes) {
    Thing thing = pick();
    if (thing != null && !isHome(thing)) {
      put(writes, new Thing(thing.key(), thing.uid(), owners(), thing.content()));
    }
  }

  private static boolean isHome(Thing thing) {
    return thing.key().startsWith("/registry/namespaces/")
        || thing.key().startsWith("/registry/tenants/");
  }

  private void recreate(List<Txn.Write> writes) {
    Thing thing = pick();
    if (thing == null || isHome(thing)) {
      return;
    }
    if (random.nextInt(4) == 0) {
      put(writes, new Thing(thing.key(), uid(), owners(), content()));
      return;
    }
    commit(writes);
    writes.clear();
    delete(writes, thing);
    commit(writes);
    writes.clear();
    put(writes, new Thing(thing.key(), uid(), owners(), content()));
  }

  private void namespace(List<Txn.Write> writes) {
    String name = NAMESPACES.get(random.nextInt(NAMESPACES.size()));
    String key = "/registry/namespaces/" + name;
    Thing namespace = live.get(key);
    if (namespace == null) {
      put(writes, new Thing(key, uid(), tenant(writes), small()));
    } else if (live.keySet().stream().noneMatch(k -> k.contains("/" + name + "/"))) {
      delete(writes, namespace);
    } else if (random.nextInt(6) == 0) {
      for (Thing thing : List.copyOf(live.values())) {
        if (thing.key().contains("/" + name + "/")) {
          delete(writes, thing);
        }
      }
    }
  }

  /** Half the namespaces belong to a cluster-scoped object that is read after them. */
  private List<String> tenant(List<Txn.Write> writes) {
    if (random.nextBoolean()) {
      return List.of();
    }
    String key = "/registry/tenants/t" + random.nextInt(2);
    if (!live.containsKey(key)) {
      put(writes, new Thing(key, uid(), List.of(), small()));
    }
    return List.of(live.get(key).uid());
  }

  /** What lost all its owners is deleted, as the primary's garbage collector does. */
  private void collectGarbage(List<Txn.Write> writes) {
    LinkedHashSet<String> uids = new LinkedHashSet<>();
    live.values().forEach(thing -> uids.add(thing.uid()));
    for (Thing thing : List.copyOf(live.values())) {
      if (!thing.owners().isEmpty() && thing.owners().stream().noneMatch(uids::contains)) {
        delete(writes, thing);
        return;
      }
    }
  }

  private void delete(List<Txn.Write> writes, Thing thing) {
    if (thing == null
        || thing.key().startsWith("/registry/tenants/")
        || (thing.key().startsWith("/registry/namespaces/") && hasContents(thing))
        || isTouched(writes, thing.key())) {
      return;
    }
    live.remove(thing.key());
    deadUids.add(thing.uid());
    writes.add(Txn.delete(thing.etcdKey()));
  }

  private boolean hasContents(Thing namespace) {
    String name = namespace.key().substring("/registry/namespaces/".length());
    return live.keySet().stream().anyMatch(key -> key.contains("/" + name + "/"));
  }

  private void put(List<Txn.Write> writes, Thing thing) {
    if (!isTouched(writes, thing.key())) {
      live.put(thing.key(), thing);
      long lease = thing.key().contains("/leases/") ? store.grantLease(3600) : 0;
      writes.add(new Txn.Write.Put(thing.etcdKey(), thing.value(), lease));
    }
  }

  private static boolean isTouched(List<Txn.Write> writes, String key) {
    return writes.stream().anyMatch(write -> write.key().utf8().equals(key));
  }

  private void commit(List<Txn.Write> writes) {
    if (!writes.isEmpty()) {
      store.apply(new Txn(List.of(), List.copyOf(writes)));
    }
  }

  private Thing pick() {
    List<Thing> things = new ArrayList<>(live.values());
    return things.isEmpty() ? null : things.get(random.nextInt(things.size()));
  }

  private List<String> owners() {
    int count =
        switch (random.nextInt(6)) {
          case 0, 1, 2 -> 0;
          case 3, 4 -> 1;
          default -> 2;
        };
    LinkedHashSet<String> owners = new LinkedHashSet<>();
    for (int i = 0; i < count; i++) {
      Thing owner = pick();
      if (owner != null && random.nextInt(10) > 0) {
        owners.add(owner.uid());
      } else if (!deadUids.isEmpty()) {
        owners.add(deadUids.get(random.nextInt(deadUids.size())));
      }
    }
    return List.copyOf(owners);
  }

  private String uid() {
    return "00000000-0000-4000-8000-" + String.format("%012x", ++counter);
  }

  private String content() {
    boolean tooLarge = random.nextInt(20) == 0;
    return small() + (tooLarge ? "x".repeat(3_000) : "");
  }

  /** Of what others live in: where that is not there, they still are. */
  private String small() {
    return "c" + random.nextInt(1000);
  }
}
