package io.understudy.sync.replica;

import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.mirror.End;
import io.understudy.core.mirror.Fence;
import io.understudy.core.mirror.Leadership;
import io.understudy.core.mirror.Leadership.Attempt;
import io.understudy.core.mirror.MirrorRun;
import io.understudy.core.mirror.RunContext;
import io.understudy.core.port.EtcdException;
import io.understudy.sync.status.ControlRecords;
import io.understudy.sync.status.ReplicaObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** What a replica does from its start to its stop. */
final class MirrorLoop implements Runnable {

  private static final Duration POLL = Duration.ofMillis(300);

  /** A leader that goes is seen by a watch; this is for a watch that died in silence. */
  private static final Duration LEADER_READ = Duration.ofSeconds(1);

  private static final Duration REFUSED_PAUSE = Duration.ofSeconds(5);

  /** A run that lasted this long did well. */
  private static final Duration LONG_RUN = Duration.ofMinutes(1);

  private static final Logger LOG = Logger.getLogger(MirrorLoop.class);

  private final RunContext context;
  private final Leadership leadership;
  private final ReplicaObserver observer;
  private final Backoff backoff;
  private final StopSignal stop;
  private final LongPredicate promotedSince;
  private final LeaderWatch leaderWatch;

  /**
   * @param observer the same that the context's runs tell
   * @param promotedSince whether the site has been promoted in this term or a later one, as far as
   *     is known; asked often
   */
  MirrorLoop(
      RunContext context,
      ReplicaObserver observer,
      Backoff backoff,
      StopSignal stop,
      LongPredicate promotedSince) {
    this.context = context;
    this.leadership = context.leadership();
    this.observer = observer;
    this.backoff = backoff;
    this.stop = stop;
    this.promotedSince = promotedSince;
    this.leaderWatch = new LeaderWatch(leadership, stop, LEADER_READ);
  }

  @Override
  public void run() {
    while (!stop.isSet()) {
      try {
        attempt();
      } catch (EtcdException | CorruptRecordException failure) {
        failed(String.valueOf(failure.getMessage()));
      } catch (RuntimeException defect) {
        LOG.error("A defect ended the mirror run; it is tried again", defect);
        failed("a defect, see the log: " + defect.getClass().getSimpleName());
      }
    }
    leaderWatch.close();
  }

  private void attempt() {
    switch (leadership.attempt()) {
      case Attempt.Leading leading -> {
        leaderWatch.close();
        lead(leading.fence());
      }
      case Attempt.Following following -> {
        backoff.reset();
        observer.following(following.leader());
        leaderWatch.await(following);
      }
      case Attempt.Promoted promoted -> {
        backoff.reset();
        observer.promoted(promoted.term().term(), promoted.term().reason());
        stop.pause(POLL);
      }
    }
  }

  private void lead(Fence fence) {
    observer.leading(fence.term());
    String why = "the leader lease is lost";
    try {
      while (leads()) {
        Instant began = stop.now();
        End end = new MirrorRun(context, () -> !leads()).run();
        if (stop.now().isAfter(began.plus(LONG_RUN))) {
          backoff.reset();
        }
        if (end instanceof End.Deposed deposed) {
          why = deposed.why();
          break;
        }
        after(end);
      }
    } finally {
      leadership.resign();
      observer.resigned(stop.isSet() ? "this replica stops" : why);
    }
  }

  private void after(End end) {
    switch (end) {
      case End.Paused paused -> {
        observer.paused();
        waitUntil(Duration.ofDays(1), records -> !records.paused());
      }
      case End.Refused refused -> {
        observer.refused(refused.why(), refused.remedy());
        waitUntil(REFUSED_PAUSE, records -> records.resyncRequested() || records.paused());
      }
      case End.Failed failed -> failed(failed.why());
      case End.Stopped stopped -> {}
      case End.Deposed deposed -> {}
    }
  }

  private void failed(String why) {
    observer.failed(why);
    stop.pause(backoff.next());
  }

  /** Waits for this long at most; a target that does not answer has not changed. */
  private void waitUntil(Duration atMost, Predicate<ControlRecords> changed) {
    Instant end = stop.now().plus(atMost);
    while (leads() && stop.now().isBefore(end)) {
      stop.pause(POLL);
      try {
        if (changed.test(ControlRecords.read(context.target(), context.keys()))) {
          return;
        }
      } catch (EtcdException | CorruptRecordException failure) {
        observer.retried("control records", String.valueOf(failure.getMessage()));
      }
    }
  }

  private boolean leads() {
    Fence fence = leadership.fence();
    return !stop.isSet() && fence != null && !promotedSince.test(fence.term());
  }
}
