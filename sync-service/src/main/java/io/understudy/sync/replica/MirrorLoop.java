package io.understudy.sync.replica;

import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.mirror.End;
import io.understudy.core.mirror.Fence;
import io.understudy.core.mirror.Leadership;
import io.understudy.core.mirror.Leadership.Attempt;
import io.understudy.core.mirror.MirrorRun;
import io.understudy.core.mirror.RunContext;
import io.understudy.core.port.EtcdException;
import io.understudy.sync.status.ReplicaObserver;
import java.time.Duration;
import java.util.function.BiPredicate;
import java.util.function.LongPredicate;
import org.jboss.logging.Logger;

/** What a replica does from its start to its stop. */
final class MirrorLoop implements Runnable {

  private static final Duration POLL = Duration.ofMillis(300);

  /** A leader that goes is seen by a watch; this is for a watch that died in silence. */
  private static final Duration LEADER_READ = Duration.ofSeconds(1);

  private static final Duration REFUSED_PAUSE = Duration.ofSeconds(5);
  private static final int REFUSED_SHARE = 10;

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
  private final UnparkWorker unpark;

  /**
   * @param observer the same that the context's runs tell
   * @param promotedSince whether the site has been promoted in this term or a later one, as far as
   *     is known; asked often
   * @param unpark does what a promoted site may ask for
   */
  MirrorLoop(
      RunContext context,
      ReplicaObserver observer,
      Backoff backoff,
      StopSignal stop,
      LongPredicate promotedSince,
      UnparkWorker unpark) {
    this.context = context;
    this.leadership = context.leadership();
    this.observer = observer;
    this.backoff = backoff;
    this.stop = stop;
    this.promotedSince = promotedSince;
    this.leaderWatch = new LeaderWatch(leadership, stop, LEADER_READ);
    this.unpark = unpark;
  }

  @Override
  public void run() {
    while (!stop.isSet()) {
      try {
        attempt();
      } catch (CorruptRecordException corrupt) {
        refused(String.valueOf(corrupt.getMessage()), "mend or delete that record");
      } catch (EtcdException failure) {
        failed(failure);
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
        unpark.workIfAsked();
        stop.pause(POLL);
      }
    }
  }

  private void lead(Fence fence) {
    observer.leading(fence.term());
    String why = "the leader lease is lost";
    try {
      while (leads()) {
        long began = stop.nanos();
        End end = new MirrorRun(context, () -> !leads()).run();
        Duration took = Duration.ofNanos(stop.nanos() - began);
        if (took.compareTo(LONG_RUN) > 0) {
          backoff.reset();
        }
        if (end instanceof End.Deposed deposed) {
          why = deposed.why();
          break;
        }
        after(end, took);
        if (end instanceof End.Refused && leadership.fence() == null) {
          why = "the mirror is refused";
        }
      }
    } finally {
      leadership.resign();
      observer.resigned(stop.isSet() ? "this replica stops" : why);
    }
  }

  private void after(End end, Duration took) {
    switch (end) {
      case End.Paused paused -> {
        observer.paused();
        waitUntil(Duration.ofDays(1), (first, now) -> !now.paused());
      }
      case End.Refused refused -> {
        observer.refused(refused.why(), refused.remedy());
        if (leadership.fence() == null) {
          // The lead was given back with its term.
          stop.pause(pauseAfter(took));
          return;
        }
        waitUntil(pauseAfter(took), MirrorLoop::isAskedAnew);
      }
      case End.Failed failed -> {
        if (leads()) {
          observer.failed(failed.why());
          pauseWhileLeading(backoff.next());
        }
      }
      case End.Stopped stopped -> {}
      case End.Deposed deposed -> {}
    }
  }

  /** To find out that it is still refused must not become the greater part of what it does. */
  private static Duration pauseAfter(Duration took) {
    Duration longer = took.multipliedBy(REFUSED_SHARE);
    return longer.compareTo(REFUSED_PAUSE) > 0 ? longer : REFUSED_PAUSE;
  }

  /** The request that was on record when it was refused does not count. */
  private static boolean isAskedAnew(Asked first, Asked now) {
    return now.paused() || now.resyncRequestedAt() > first.resyncRequestedAt();
  }

  private void refused(String why, String remedy) {
    observer.refused(why, remedy);
    stop.pause(REFUSED_PAUSE);
  }

  /** A full target lets nobody take the lead, so no run gets to refuse it. */
  private void failed(EtcdException failure) {
    if (failure.kind() == EtcdException.Kind.NO_SPACE) {
      refused(
          "the target etcd is full: " + failure.getMessage(),
          "it goes on by itself once there is space and the alarm is disarmed");
    } else {
      failed(String.valueOf(failure.getMessage()));
    }
  }

  private void failed(String why) {
    observer.failed(why);
    stop.pause(backoff.next());
  }

  /** A promotion ends it: what follows one must not wait for a source that is lost. */
  private void pauseWhileLeading(Duration atMost) {
    Deadline end = Deadline.in(atMost, stop);
    Duration left = atMost;
    while (leads() && left.isPositive()) {
      stop.pause(left.compareTo(POLL) < 0 ? left : POLL);
      left = end.left();
    }
  }

  /**
   * Waits for this long at most; a target that does not answer has not changed.
   *
   * @param changed of what is asked at first and now, whether that is enough
   */
  private void waitUntil(Duration atMost, BiPredicate<Asked, Asked> changed) {
    Deadline end = Deadline.in(atMost, stop);
    Asked first = null;
    while (leads() && !end.isOver()) {
      stop.pause(POLL);
      try {
        Asked now = Asked.read(context.target(), context.keys());
        first = first == null ? now : first;
        if (changed.test(first, now)) {
          return;
        }
      } catch (EtcdException failure) {
        observer.retried("control records", String.valueOf(failure.getMessage()));
      }
    }
  }

  private boolean leads() {
    Fence fence = leadership.fence();
    return !stop.isSet() && fence != null && !promotedSince.test(fence.term());
  }
}
