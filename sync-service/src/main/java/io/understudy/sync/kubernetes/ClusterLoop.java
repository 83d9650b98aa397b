package io.understudy.sync.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.EtcdException;
import io.understudy.sync.kubernetes.Failures.Task;
import io.understudy.sync.settings.Settings;
import io.understudy.sync.status.Election;
import io.understudy.sync.status.Notice;
import io.understudy.sync.status.RateLimit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Shows in the cluster what etcd has decided, again and again, on a thread of its own: the mirror
 * never waits for an API server.
 */
final class ClusterLoop implements Runnable {

  private static final Logger LOG = Logger.getLogger(ClusterLoop.class);
  private static final Duration FAILURE_INTERVAL = Duration.ofSeconds(60);

  private final Cluster cluster;
  private final Supplier<Election> election;
  private final Settings settings;
  private final EventBook events;
  private final Failures failures;
  private final InstantSource time;
  private final RateLimit failureLimit = new RateLimit(FAILURE_INTERVAL);
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean stopping;
  private @Nullable Election before;

  /**
   * @param election reads what etcd has decided; may fail as {@link Election#read} does
   */
  ClusterLoop(
      Cluster cluster,
      Supplier<Election> election,
      Settings settings,
      EventBook events,
      Failures failures,
      InstantSource time) {
    this.cluster = cluster;
    this.election = election;
    this.settings = settings;
    this.events = events;
    this.failures = failures;
    this.time = time;
  }

  @Override
  public void run() {
    while (!stopping) {
      step();
      pause();
    }
    leave();
  }

  /** To be kept: does not wait for the cluster. */
  void add(Notice notice) {
    events.add(notice, time.instant());
    wake.release();
  }

  /** This replica leads no more: the cluster is told, then {@link #run} returns. */
  void stop() {
    stopping = true;
    wake.release();
  }

  /** Looks once at what etcd has decided and puts the cluster right. */
  void step() {
    Optional<Election> seen = read();
    seen.ifPresent(this::noteRole);
    seen.ifPresent(now -> attempt(Task.LEASE, () -> showLeader(now.leader())));
    seen.ifPresent(now -> attempt(Task.GATE, () -> keepGate(now.term())));
    attempt(Task.EVENTS, this::writeEvents);
  }

  /** What is shown stays as it is while etcd cannot be asked. */
  private Optional<Election> read() {
    try {
      return Optional.of(election.get());
    } catch (EtcdException | CorruptRecordException unknown) {
      return Optional.empty();
    }
  }

  private void noteRole(Election now) {
    Election last = before;
    before = now;
    if (last == null || now.term().isEmpty() || role(last).equals(role(now))) {
      return;
    }
    TermRecord term = now.term().get();
    switch (term.role()) {
      case STANDBY -> add(Notice.standby(settings.link(), term.term()));
      case PROMOTED -> add(Notice.promoted(settings.link(), term.term(), term.reason()));
    }
  }

  private static Optional<TermRecord.Role> role(Election election) {
    return election.term().map(TermRecord::role);
  }

  private void showLeader(Optional<String> leader) {
    int seconds = (int) settings.leaderTtlSeconds();
    LeaderLease.due(cluster.lease(), leader, settings.holder(), seconds, time.instant())
        .ifPresent(cluster::show);
  }

  private void keepGate(Optional<TermRecord> term) {
    Gate.Step step = Gate.step(term, cluster.gate());
    if (step != Gate.Step.KEEP) {
      cluster.take(step);
      LOG.infof("Standby gate link=%s step=%s", settings.link(), step);
    }
  }

  private void writeEvents() {
    Deque<EventBook.Due> due = new ArrayDeque<>(events.take(time.instant()));
    try {
      while (!due.isEmpty()) {
        cluster.record(due.element());
        due.remove();
      }
    } finally {
      // One failure says enough of the API server for now.
      due.forEach(events::giveBack);
    }
  }

  private void leave() {
    attempt(
        Task.LEASE,
        () -> LeaderLease.left(cluster.lease(), settings.holder()).ifPresent(cluster::show));
    attempt(Task.EVENTS, this::writeEvents);
  }

  private void attempt(Task task, Runnable calls) {
    try {
      calls.run();
    } catch (KubernetesClientException failure) {
      failed(task, failure);
    } catch (RuntimeException defect) {
      failures.count(task);
      LOG.errorf(defect, "A defect in the Kubernetes side link=%s", settings.link());
    }
  }

  private void failed(Task task, KubernetesClientException failure) {
    failures.count(task);
    long held = failureLimit.pass(time.instant());
    if (held >= 0) {
      LOG.warnf(
          "Kubernetes API call failed, tried again link=%s for=%s reason=\"%s\" alsoSince=%d",
          settings.link(), task.text(), message(failure), held);
    }
  }

  /** With the cause where the client says only that it failed. */
  private static String message(KubernetesClientException failure) {
    String said = String.valueOf(failure.getMessage());
    String cause =
        failure.getCause() == null ? "" : String.valueOf(failure.getCause().getMessage());
    String why = said.contains(cause) ? said : said + " " + cause;
    return why.replace('"', '\'').replace('\n', ' ');
  }

  private void pause() {
    try {
      long millis = settings.kubernetes().interval().toMillis();
      if (wake.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
        wake.drainPermits();
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      stopping = true;
    }
  }
}
