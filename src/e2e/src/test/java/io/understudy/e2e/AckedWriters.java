package io.understudy.e2e;

import io.understudy.core.port.Bytes;
import io.understudy.testkit.IndependentClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Users who write through a load balancer until it refuses them, and remember what was
 * acknowledged. Each has keys of its own; every fifth write deletes one that it put before.
 */
final class AckedWriters implements AutoCloseable {

  private static final int PAUSE_MILLIS = 5;
  private static final int DELETES_EVERY = 5;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final List<IndependentClient> clients = new ArrayList<>();
  private final Map<Bytes, Bytes> present = new ConcurrentHashMap<>();
  private final Map<Bytes, Boolean> gone = new ConcurrentHashMap<>();

  AckedWriters(String endpoint, int count) {
    for (int i = 0; i < count; i++) {
      int writer = i;
      IndependentClient client = new IndependentClient(List.of(endpoint));
      clients.add(client);
      threads.add(
          Thread.ofPlatform().daemon().name("user-" + i).start(() -> write(client, writer)));
    }
  }

  /** Keys whose put was acknowledged, and no deletion begun since, with their values. */
  Map<Bytes, Bytes> present() {
    return present;
  }

  /** Keys whose deletion was acknowledged. */
  Iterable<Bytes> gone() {
    return gone.keySet();
  }

  int acknowledged() {
    return present.size() + gone.size();
  }

  private void write(IndependentClient client, int writer) {
    try {
      for (int i = 0; !stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS); i++) {
        String name = "user-" + writer + "-" + i;
        Bytes value = Writers.value(name, 0, "content " + i);
        client.put(Writers.key(name), value);
        present.put(Writers.key(name), value);
        if (i % DELETES_EVERY == DELETES_EVERY - 1) {
          Bytes doomed = Writers.key("user-" + writer + "-" + (i - 2));
          // From here on nobody knows, until the deletion is acknowledged.
          present.remove(doomed);
          client.delete(doomed);
          gone.put(doomed, true);
        }
      }
    } catch (RuntimeException refused) {
      // The load balancer lets nobody through any more: whatever was under way is unknown.
      return;
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends them, whether they still wait for an answer or not. */
  @Override
  public void close() {
    stopped.countDown();
    clients.forEach(IndependentClient::close);
    try {
      for (Thread thread : threads) {
        thread.join(TimeUnit.SECONDS.toMillis(60));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
