package io.understudy.core.mirror;

import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

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
  private final Poll<Page> revisions;
  private final Deque<Sample> waiting = new ArrayDeque<>();
  private long newest;

  SourceSamples(RunContext context) {
    this.context = context;
    this.revisions =
        new Poll<>(context.timing(), EVERY, () -> SourceRevision.ask(context.source()));
  }

  /**
   * Once a second, without waiting for the answer. A source that does not answer leaves the time
   * where it is.
   */
  void takeIfDue() {
    try {
      Poll.Answer<Page> answer = revisions.take();
      if (answer == null) {
        return;
      }
      newest = Math.max(newest, answer.value().revision());
      if (waiting.size() == MAX_WAITING) {
        waiting.removeLast();
      }
      waiting.addLast(new Sample(answer.asked(), answer.value().revision()));
    } catch (EtcdException e) {
      context.observer().retried("revision of the source", String.valueOf(e.getMessage()));
    }
  }

  /** The source's newest revision that is known of; 0 at first. */
  long newest() {
    return newest;
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
