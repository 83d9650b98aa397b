package io.understudy.e2e.bench;

import io.understudy.core.port.Bytes;
import io.understudy.testkit.sample.BulkConfigMaps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that change objects through a site's VIP, each its own share of them, until they are let
 * through no more. They remember what was acknowledged, and when.
 */
final class VipUsers implements AutoCloseable {

  private static final int WRITERS = 8;
  private static final int PAUSE_MILLIS = 5;
  private static final Duration JOIN = Duration.ofMinutes(2);

  private final BulkConfigMaps maps;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Map<Integer, Acknowledged> acknowledged = new ConcurrentHashMap<>();
  private final AtomicLong lastNanos = new AtomicLong(Long.MIN_VALUE);
  private final List<Store> clients = new ArrayList<>();
  private final List<Thread> writers = new ArrayList<>();

  /** The last change of an object that was acknowledged. */
  private record Acknowledged(int generation, long nanos) {}

  /**
   * What was acknowledged and is not there.
   *
   * @param writes so many
   * @param seconds from the first of them to the last write that was acknowledged at all
   */
  record Loss(int writes, double seconds) {}

  private VipUsers(BulkConfigMaps maps) {
    this.maps = maps;
  }

  /**
   * Begins to write.
   *
   * @param vip as {@code http://host:port}
   */
  static VipUsers at(String vip, BulkConfigMaps maps) {
    VipUsers users = new VipUsers(maps);
    for (int i = 0; i < WRITERS; i++) {
      int writer = i;
      Store client = new Store(vip);
      users.clients.add(client);
      users.writers.add(Thread.ofVirtual().start(() -> users.write(client, writer)));
    }
    return users;
  }

  /** Objects that were changed and acknowledged. */
  int acknowledged() {
    return acknowledged.size();
  }

  /** When the last write was acknowledged, by {@link System#nanoTime}. */
  long lastNanos() {
    return lastNanos.get();
  }

  /** What a site lacks of all that was acknowledged. Only after {@link #close}. */
  Loss lostIn(Store site) {
    int writes = 0;
    long first = lastNanos.get();
    for (Map.Entry<Integer, Acknowledged> each : acknowledged.entrySet()) {
      int number = each.getKey();
      Bytes wanted = maps.value(number, each.getValue().generation());
      if (!site.value(maps.key(number)).equals(wanted)) {
        writes++;
        first = Math.min(first, each.getValue().nanos());
      }
    }
    return new Loss(writes, writes == 0 ? 0 : (lastNanos.get() - first) / 1e9);
  }

  private void write(Store client, int writer) {
    try {
      for (int generation = 1; ; generation++) {
        for (int i = writer; i < maps.count(); i += WRITERS) {
          if (stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
            return;
          }
          // Whether this one comes through is not known until it is acknowledged.
          acknowledged.remove(i);
          client.put(maps.key(i), maps.value(i, generation));
          long now = System.nanoTime();
          acknowledged.put(i, new Acknowledged(generation, now));
          lastNanos.accumulateAndGet(now, Math::max);
        }
      }
    } catch (RuntimeException refused) {
      // The VIP lets nobody through any more, or who it leads to is dead.
      return;
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends them, whether they still wait for an answer or not. */
  @Override
  public void close() {
    stopped.countDown();
    clients.forEach(Store::close);
    try {
      for (Thread writer : writers) {
        if (!writer.join(JOIN)) {
          throw new BenchFailure("a user of the VIP does not end");
        }
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }
}
