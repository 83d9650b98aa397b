package io.understudy.e2e;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.testkit.IndependentClient;
import io.understudy.testkit.sample.SampleRegistry;
import io.understudy.testkit.sample.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Many who write the source side by side as fast as it lets them. One replays the traffic of a
 * whole registry; each of the others has objects of its own, some of which own others or are owned
 * by what a neighbour has, and which it creates, changes, deletes and creates again.
 */
final class BusyWriters implements AutoCloseable {

  private static final List<String> RESOURCES =
      List.of(
          "configmaps", "secrets", "deployments", "services/specs", "pods", "example.io/widgets");
  private static final int NAMES = 5;
  private static final int COMMIT_TRIES = 5;
  private static final int ENDS_OF_LIFE_PERCENT = 25;

  /** Of these lives the end and the next one's beginning are one change. */
  private static final int REPLACED_PERCENT = 1;

  private final IndependentClient source;
  private final int count;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final ConcurrentMap<String, Integer> lives = new ConcurrentHashMap<>();
  private final AtomicLong written = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * @param registry has been written to the source
   */
  BusyWriters(IndependentClient source, SampleRegistry registry, int count, long seed) {
    this.source = source;
    this.count = count;
    Traffic traffic = new Traffic(registry, seed);
    start("traffic", () -> traffic.next().writes());
    for (int i = 1; i < count; i++) {
      Random random = new Random(seed + i);
      int writer = i;
      start("writer-" + i, () -> List.of(anything(writer, random)));
    }
  }

  /** A change's writes, for as long as there are changes. */
  private interface Changes {
    List<Txn.Write> next();
  }

  private void start(String name, Changes changes) {
    threads.add(Thread.ofPlatform().name(name).start(() -> write(changes)));
  }

  private void write(Changes changes) {
    try {
      while (!stopped.get()) {
        commit(changes.next());
        written.incrementAndGet();
      }
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  /** Again if etcd could not keep up: what is written twice is as if it was written once. */
  private void commit(List<Txn.Write> writes) {
    for (int tried = 1; ; tried++) {
      try {
        source.commit(writes);
        return;
      } catch (IllegalStateException busy) {
        if (tried == COMMIT_TRIES) {
          throw busy;
        }
      }
    }
  }

  private Txn.Write anything(int writer, Random random) {
    String resource = RESOURCES.get(random.nextInt(RESOURCES.size()));
    String name = name(writer, random.nextInt(NAMES));
    Bytes key = Bytes.utf8("/registry/" + resource + "/load/" + name);
    int chance = random.nextInt(100);
    if (chance < ENDS_OF_LIFE_PERCENT) {
      lives.merge(resource + "/" + name, 1, Integer::sum);
    }
    return chance > REPLACED_PERCENT && chance < ENDS_OF_LIFE_PERCENT
        ? new Txn.Write.Delete(key)
        : Txn.put(key, object(resource, name, writer, random));
  }

  /** It sometimes names an owner, which may be there or not. */
  private Bytes object(String resource, String name, int writer, Random random) {
    StringBuilder json = new StringBuilder("{\"apiVersion\":\"example.io/v1\",\"kind\":\"");
    json.append(resource).append("\",\"metadata\":{\"name\":\"").append(name);
    json.append("\",\"namespace\":\"load\",\"ownerReferences\":[");
    if (random.nextInt(3) == 0) {
      json.append(owner(writer, random));
    }
    json.append("],\"uid\":\"").append(uid(resource, name));
    json.append("\"},\"spec\":{\"size\":").append(random.nextInt(1_000)).append("}}");
    return Bytes.utf8(json.toString());
  }

  private String owner(int writer, Random random) {
    String resource = RESOURCES.get(random.nextInt(RESOURCES.size()));
    String name = name((writer + random.nextInt(2)) % count, random.nextInt(NAMES));
    return "{\"apiVersion\":\"example.io/v1\",\"kind\":\"%s\",\"name\":\"%s\",\"uid\":\"%s\"}"
        .formatted(resource, name, uid(resource, name));
  }

  private static String name(int writer, int number) {
    return "writer-" + writer + "-" + number;
  }

  private String uid(String resource, String name) {
    String object = resource + "/" + name;
    return object + "-" + lives.getOrDefault(object, 0);
  }

  /** Changes of the source so far. */
  long written() {
    return written.get();
  }

  /**
   * @throws AssertionError if one could not write
   */
  @Override
  public void close() {
    stopped.set(true);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure.get() != null) {
      throw new AssertionError("a writer of the source failed", failure.get());
    }
  }
}
