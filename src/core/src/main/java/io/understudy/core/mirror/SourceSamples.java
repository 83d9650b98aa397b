package io.understudy.core.mirror;

import io.understudy.core.port.EtcdException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * When the source was where. A sample is taken by a linearizable read: all that was acknowledged
 * before its time is at or below its revision, so a target that has reached the revision holds all
 * of it.
 */
final class SourceSamples {

  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final int MAX_WAITING = 1_000;

  private record Sample(Instant time, long revision) {}

  private final RunContext context;
  private final Deque<Sample> waiting = new ArrayDeque<>();
  private @Nullable Instant last;

  SourceSamples(RunContext context) {
    this.context = context;
  }

  /** Once a second. A source that does not answer leaves the time where it is. */
  void takeIfDue() {
    Instant now = context.timing().now();
    if (last != null && now.isBefore(last.plus(EVERY))) {
      return;
    }
    last = now;
    try {
      long revision = SourceRevision.readOnce(context);
      if (waiting.size() == MAX_WAITING) {
        waiting.removeLast();
      }
      waiting.addLast(new Sample(now, revision));
    } catch (EtcdException e) {
      context.observer().retried("revision of the source", String.valueOf(e.getMessage()));
    }
  }

  /**
   * The time up to which a target at this watermark holds everything, at least the one known
   * before.
   */
  Instant reached(long watermark, Instant before) {
    Instant reached = before;
    while (!waiting.isEmpty() && waiting.getFirst().revision <= watermark) {
      Instant time = waiting.removeFirst().time;
      reached = time.isAfter(reached) ? time : reached;
    }
    return reached;
  }
}
