package io.understudy.sync.kubernetes;

import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.EtcdException;
import io.understudy.service.kubernetes.ApiCalls;
import io.understudy.service.kubernetes.EventBook;
import io.understudy.service.kubernetes.Failures;
import io.understudy.service.kubernetes.Notice;
import io.understudy.sync.settings.Settings;
import io.understudy.sync.status.Election;
import io.understudy.sync.status.Notices;
import java.time.InstantSource;
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

  private final Cluster cluster;
  private final Supplier<Election> election;
  private final Settings settings;
  private final EventBook events;
  private final ApiCalls<Task> calls;
  private final InstantSource time;
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
      Failures<Task> failures,
      InstantSource time) {
    this.cluster = cluster;
    this.election = election;
    this.settings = settings;
    this.events = events;
    this.calls = new ApiCalls<>(settings.link(), failures, time);
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
    seen.ifPresent(now -> calls.attempt(Task.LEASE, () -> showLeader(now.leader())));
    seen.ifPresent(now -> calls.attempt(Task.GATE, () -> keepGate(now)));
    calls.attempt(Task.EVENTS, this::writeEvents);
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
    if (last == null || role(now).isEmpty() || role(last).equals(role(now))) {
      return;
    }
    TermRecord term = now.term().orElseThrow();
    switch (term.role()) {
      case STANDBY -> add(Notices.standby(settings.link(), term.term()));
      case PROMOTED -> add(Notices.promoted(settings.link(), term.term(), term.reason()));
    }
  }

  private static Optional<TermRecord.Role> role(Election election) {
    return election.isOnlyTakenForStandby()
        ? Optional.empty()
        : election.term().map(TermRecord::role);
  }

  private void showLeader(Optional<String> leader) {
    int seconds = (int) settings.leaderTtlSeconds();
    LeaderLease.due(cluster.lease(), leader, settings.holder(), seconds, time.instant())
        .ifPresent(cluster::show);
  }

  private void keepGate(Election now) {
    Gate.Step step = Gate.step(now, cluster.gate());
    if (step != Gate.Step.KEEP) {
      cluster.take(step);
      LOG.infof("Standby gate link=%s step=%s", settings.link(), step);
    }
  }

  private void writeEvents() {
    events.write(time.instant(), cluster::record);
  }

  private void leave() {
    calls.attempt(
        Task.LEASE,
        () -> LeaderLease.left(cluster.lease(), settings.holder()).ifPresent(cluster::show));
    calls.attempt(Task.EVENTS, this::writeEvents);
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
