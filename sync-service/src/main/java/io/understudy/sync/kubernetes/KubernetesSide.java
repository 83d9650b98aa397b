package io.understudy.sync.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.understudy.service.kubernetes.EventBook;
import io.understudy.service.kubernetes.Failures;
import io.understudy.sync.replica.Replica;
import io.understudy.sync.settings.Settings;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts and stops what this replica keeps in the cluster; outside one it does nothing at all. */
@Singleton
public class KubernetesSide implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(KubernetesSide.class);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

  private final Settings settings;
  private final Replica replica;
  private final Instance<KubernetesClient> client;
  private final EventBook events;
  private final Failures<Task> failures = new Failures<>(Task.class);
  private @Nullable ClusterLoop loop;
  private @Nullable Thread thread;

  @Inject
  KubernetesSide(Settings settings, Replica replica, Instance<KubernetesClient> client) {
    this.settings = settings;
    this.replica = replica;
    this.client = client;
    this.events =
        new EventBook(
            settings.kubernetes().eventsMaxWaiting(), settings.kubernetes().eventsPerMinute());
  }

  /** Before the replica starts, so that it hears of everything. */
  public synchronized void start() {
    if (!settings.kubernetes().enabled()) {
      return;
    }
    Cluster cluster = new ApiServer(client::get, settings);
    ClusterLoop begun =
        new ClusterLoop(
            cluster, replica::election, settings, events, failures, InstantSource.system());
    replica.announceTo(begun::add);
    loop = begun;
    thread = Thread.ofPlatform().name("kubernetes").daemon().start(begun);
    LOG.infof(
        "Keeping Lease, standby gate and Events link=%s namespace=%s",
        settings.link(), settings.kubernetes().namespace());
  }

  /** After the replica has given up the lead: the Lease is cleared if it named this one. */
  @Override
  public synchronized void close() {
    if (loop == null || thread == null) {
      return;
    }
    loop.stop();
    try {
      if (!thread.join(STOP_PATIENCE)) {
        LOG.warnf("The API server did not answer before the stop link=%s", settings.link());
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  Failures<Task> failures() {
    return failures;
  }

  EventBook events() {
    return events;
  }
}
