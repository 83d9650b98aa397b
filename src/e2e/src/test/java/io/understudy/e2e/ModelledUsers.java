package io.understudy.e2e;

import static org.awaitility.Awaitility.await;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.testkit.IndependentClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Users who work at one site after the other, through its load balancer, and a model of what they
 * did: each acknowledged write and delete, whichever site took it.
 */
final class ModelledUsers {

  private static final int PAUSE_MILLIS = 5;

  /** How long they wait for an answer after they were told to stop. */
  private static final Duration UNANSWERED = Duration.ofSeconds(5);

  /** The last two are parked at a standby. */
  private static final List<String> RESOURCES =
      List.of("configmaps", "secrets", "deployments", "statefulsets");

  private static final int NAMES = 40;
  private static final int DELETES_PERCENT = 30;

  private final Map<Bytes, Bytes> model = new TreeMap<>();
  private final Random random;
  private final AtomicInteger acknowledged = new AtomicInteger();

  /**
   * @param model what there is before they begin
   */
  ModelledUsers(Map<Bytes, Bytes> model, long seed) {
    this.model.putAll(model);
    this.random = new Random(seed);
  }

  /** All that there must be, wherever users are. Only while nobody {@link Working works}. */
  Map<Bytes, Bytes> model() {
    return model;
  }

  /**
   * The site where they worked is lost, with what it did not hand on.
   *
   * @param left all that the site has that took over
   */
  void goOnWith(Map<Bytes, Bytes> left) {
    model.clear();
    model.putAll(left);
  }

  /** They begin to work at a site. */
  Working at(FencedSite site) {
    return new Working(site);
  }

  private Txn.Write anything() {
    String resource = RESOURCES.get(random.nextInt(RESOURCES.size()));
    String name = "object-" + random.nextInt(NAMES);
    Bytes key = Bytes.utf8("/registry/" + resource + "/users/" + name);
    return random.nextInt(100) < DELETES_PERCENT
        ? Txn.delete(key)
        : Txn.put(key, object(resource + "-" + name, random.nextInt()));
  }

  /** An object that nothing owns; whoever creates it again gives it the same UID. */
  static Bytes object(String name, int content) {
    return Bytes.utf8(
        ("{\"kind\":\"Any\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%1$s\","
                + "\"namespace\":\"users\",\"uid\":\"%1$s\"},\"data\":{\"content\":\"%2$d\"}}")
            .formatted(name, content));
  }

  private void learn(Txn.Write write) {
    switch (write) {
      case Txn.Write.Put put -> model.put(put.key(), put.value());
      case Txn.Write.Delete delete -> model.remove(delete.key());
    }
  }

  /** One stay at a site: until they are told to stop, or let through no more. */
  final class Working implements AutoCloseable {

    private final FencedSite site;
    private final IndependentClient client;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private Optional<Txn.Write> unanswered = Optional.empty();

    private Working(FencedSite site) {
      this.site = site;
      this.client = new IndependentClient(List.of(site.usersEndpoint()));
      this.thread = Thread.ofPlatform().daemon().name("users").start(this::work);
    }

    private void work() {
      try {
        while (!stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          Txn.Write write = anything();
          unanswered = Optional.of(write);
          client.commit(List.of(write));
          learn(write);
          unanswered = Optional.empty();
          acknowledged.incrementAndGet();
        }
      } catch (RuntimeException refused) {
        // The load balancer lets nobody through any more: what was under way is settled at the end.
        return;
      } catch (InterruptedException interruption) {
        Thread.currentThread().interrupt();
      }
    }

    /** Waits until so many more changes were acknowledged. */
    void awaitChanges(int more) {
      int enough = acknowledged.get() + more;
      await().atMost(TwoSites.PATIENCE).until(() -> acknowledged.get() >= enough);
    }

    /**
     * Ends it. Whether the last change came through, of which they know nothing, the site itself
     * tells.
     */
    @Override
    public void close() {
      stopped.countDown();
      try {
        if (!thread.join(UNANSWERED)) {
          client.close();
          if (!thread.join(TwoSites.PATIENCE)) {
            throw new IllegalStateException("users at " + site.name() + " do not stop");
          }
        }
      } catch (InterruptedException interruption) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while users stopped", interruption);
      } finally {
        client.close();
      }
      unanswered.map(Txn.Write::key).ifPresent(this::settle);
    }

    private void settle(Bytes key) {
      site.client()
          .get(key)
          .map(KeyValue::value)
          .ifPresentOrElse(value -> model.put(key, value), () -> model.remove(key));
    }
  }
}
