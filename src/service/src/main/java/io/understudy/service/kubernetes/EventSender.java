package io.understudy.service.kubernetes;

import io.understudy.service.settings.KubernetesSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends Events on a thread of its own: who has something to tell never waits for an API server.
 * Outside a cluster it does nothing at all. Safe for use by several threads.
 */
public final class EventSender implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(EventSender.class);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

  /** What the cluster is called for. */
  public enum Task {
    EVENTS
  }

  private final KubernetesSettings settings;
  private final EventWriter writer;
  private final InstantSource time;
  private final EventBook book;
  private final Failures<Task> failures = new Failures<>(Task.class);
  private final ApiCalls<Task> calls;
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean stopping;
  private @Nullable Thread thread;

  /**
   * @param link as log lines name it
   */
  public EventSender(
      String link, KubernetesSettings settings, EventWriter writer, InstantSource time) {
    this.settings = settings;
    this.writer = writer;
    this.time = time;
    this.book = new EventBook(settings.eventsMaxWaiting(), settings.eventsPerMinute());
    this.calls = new ApiCalls<>(link, failures, time);
  }

  public synchronized void start() {
    if (settings.enabled() && thread == null) {
      thread = Thread.ofPlatform().name("kubernetes-events").daemon().start(this::run);
    }
  }

  /** Does not wait for the cluster. */
  public void tell(Notice notice) {
    if (settings.enabled()) {
      book.add(notice, time.instant());
      wake.release();
    }
  }

  /** What waits is sent before, if the API server takes it. */
  @Override
  public synchronized void close() {
    stopping = true;
    wake.release();
    try {
      if (thread != null && !thread.join(STOP_PATIENCE)) {
        LOG.warn("The API server did not answer before the stop");
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  public EventBook book() {
    return book;
  }

  public Failures<Task> failures() {
    return failures;
  }

  private void run() {
    while (!stopping) {
      send();
      pause();
    }
    send();
  }

  private void send() {
    calls.attempt(Task.EVENTS, () -> book.write(time.instant(), writer::record));
  }

  private void pause() {
    try {
      if (wake.tryAcquire(settings.interval().toMillis(), TimeUnit.MILLISECONDS)) {
        wake.drainPermits();
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      stopping = true;
    }
  }
}
