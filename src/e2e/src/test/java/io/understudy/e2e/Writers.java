package io.understudy.e2e;

import io.understudy.core.port.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Many who write the source side by side, each keys of its own, until it is closed. */
final class Writers implements AutoCloseable {

  private static final int KEYS_EACH = 12;
  private static final int LONGEST_PAUSE_MILLIS = 300;

  private final TwoEtcds etcds;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicLong written = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();

  Writers(TwoEtcds etcds, int count, long seed) {
    this.etcds = etcds;
    for (int i = 0; i < count; i++) {
      int writer = i;
      threads.add(
          Thread.ofPlatform().name("writer-" + i).start(() -> write(writer, seed + writer)));
    }
  }

  static Bytes key(String name) {
    return Bytes.utf8("/registry/configmaps/load/" + name);
  }

  /**
   * @param life another one is another object
   */
  static Bytes value(String name, int life, String content) {
    return Bytes.utf8(
        ("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\","
                + "\"namespace\":\"load\",\"uid\":\"%s-%d\"},\"data\":{\"content\":\"%s\"}}")
            .formatted(name, name, life, content));
  }

  private void write(int writer, long seed) {
    Random random = new Random(seed);
    int life = 0;
    try {
      for (int i = 0; !pause(random.nextInt(LONGEST_PAUSE_MILLIS)); i++) {
        String name = "writer-" + writer + "-" + random.nextInt(KEYS_EACH);
        if (random.nextInt(8) == 0) {
          etcds.source().delete(key(name));
          life++;
        } else {
          etcds.source().put(key(name), value(name, life, "content " + i));
        }
        written.incrementAndGet();
      }
    } catch (RuntimeException | InterruptedException e) {
      failure.compareAndSet(null, e);
    }
  }

  /** Changes of the source so far. */
  long written() {
    return written.get();
  }

  private boolean pause(int millis) throws InterruptedException {
    return stopped.await(millis, TimeUnit.MILLISECONDS);
  }

  /**
   * @throws AssertionError if one could not write
   */
  @Override
  public void close() {
    stopped.countDown();
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
