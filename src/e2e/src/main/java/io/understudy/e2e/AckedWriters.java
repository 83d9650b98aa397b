package io.understudy.e2e;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.testkit.IndependentClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Users who write, through a load balancer as a rule, until they are refused, and remember what was
 * acknowledged. Each has keys of its own; every fifth write deletes one that it put before.
 */
public final class AckedWriters implements AutoCloseable {

  private static final int PAUSE_MILLIS = 5;
  private static final int DELETES_EVERY = 5;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final List<Way> ways = new ArrayList<>();
  private final Map<Bytes, Bytes> present = new ConcurrentHashMap<>();
  private final Map<Bytes, Boolean> gone = new ConcurrentHashMap<>();

  /**
   * How one of them writes. Each call returns when it is acknowledged; it throws if it is not, and
   * the user gives up.
   */
  public interface Way extends AutoCloseable {

    void put(Bytes key, Bytes value);

    void delete(Bytes key);

    @Override
    void close();
  }

  /** Straight into an etcd. */
  private record EtcdWay(IndependentClient client) implements Way {

    @Override
    public void put(Bytes key, Bytes value) {
      client.put(key, value);
    }

    @Override
    public void delete(Bytes key) {
      client.delete(key);
    }

    @Override
    public void close() {
      client.close();
    }
  }

  /**
   * Straight into an etcd.
   *
   * @param endpoint of the load balancer, {@code http://host:port}
   */
  public AckedWriters(String endpoint, int count) {
    this(count, i -> new EtcdWay(new IndependentClient(List.of(endpoint))));
  }

  /**
   * @param way of each, by its number; closed with this
   */
  public AckedWriters(int count, IntFunction<Way> way) {
    for (int i = 0; i < count; i++) {
      int writer = i;
      Way own = way.apply(i);
      ways.add(own);
      threads.add(Thread.ofPlatform().daemon().name("user-" + i).start(() -> write(own, writer)));
    }
  }

  /** Keys whose put was acknowledged, and no deletion begun since, with their values. */
  public Map<Bytes, Bytes> present() {
    return present;
  }

  /** Keys whose deletion was acknowledged. */
  public Set<Bytes> gone() {
    return gone.keySet();
  }

  /** Somebody else is about to change this key: the users' memory of it does not count any more. */
  public void forget(Bytes key) {
    present.remove(key);
    gone.remove(key);
  }

  /**
   * Writes and deletes that were acknowledged, of keys about which nothing else was asked since.
   */
  public int acknowledged() {
    return present.size() + gone.size();
  }

  /** What was acknowledged and is not so in an etcd, a line for each key. */
  public List<String> lostIn(IndependentClient etcd) {
    Map<Bytes, KeyValue> there = etcd.all(0);
    List<String> lost = new ArrayList<>();
    present.forEach(
        (key, value) -> {
          KeyValue found = there.get(key);
          if (found == null) {
            lost.add("write: " + key + " is not there");
          } else if (!found.value().equals(value)) {
            lost.add("write: " + key + " has another value");
          }
        });
    gone.keySet().stream()
        .filter(there::containsKey)
        .forEach(key -> lost.add("delete: " + key + " is still there"));
    return lost;
  }

  private void write(Way way, int writer) {
    try {
      for (int i = 0; !stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS); i++) {
        String name = "user-" + writer + "-" + i;
        Bytes value = value(name, "content " + i);
        way.put(key(name), value);
        present.put(key(name), value);
        if (i % DELETES_EVERY == DELETES_EVERY - 1) {
          Bytes doomed = key("user-" + writer + "-" + (i - 2));
          // From here on nobody knows, until the deletion is acknowledged.
          present.remove(doomed);
          way.delete(doomed);
          gone.put(doomed, true);
        }
      }
    } catch (RuntimeException refused) {
      // Nobody is let through any more: whatever was under way is unknown.
      return;
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  private static Bytes key(String name) {
    return Bytes.utf8("/registry/configmaps/load/" + name);
  }

  private static Bytes value(String name, String content) {
    return Bytes.utf8(
        ("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\","
                + "\"namespace\":\"load\",\"uid\":\"%s\"},\"data\":{\"content\":\"%s\"}}")
            .formatted(name, name, content));
  }

  /** Whether one of them still writes. */
  public boolean areWriting() {
    return threads.stream().anyMatch(Thread::isAlive);
  }

  /** Ends them, whether they still wait for an answer or not. */
  @Override
  public void close() {
    stopped.countDown();
    ways.forEach(Way::close);
    try {
      for (Thread thread : threads) {
        thread.join(TimeUnit.SECONDS.toMillis(60));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
