package io.understudy.sync.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells how old the target's state is, from samples of the source: a time, and a revision read
 * after it. A target whose watermark has reached that revision holds all that the source held at
 * that time.
 *
 * <p>A source behind the watermark was restored from a backup or is another one: its samples say
 * nothing of the target, whose age goes on growing.
 *
 * <p>Keeps a bounded number of samples. When the target is far behind, some between the oldest and
 * the newest are dropped, so that an answer may be older than need be, never younger than it is.
 *
 * <p>Safe for use by several threads.
 */
public final class SourceClock {

  private record Sample(Instant before, long revision) {}

  private final int maxSamples;
  private final List<Sample> unreached = new ArrayList<>();
  private long newestRevision;
  private long watermark;
  private Optional<Instant> replicated = Optional.empty();

  /**
   * @param maxSamples bound of the samples kept, at least 4
   */
  public SourceClock(int maxSamples) {
    if (maxSamples < 4) {
      throw new IllegalArgumentException("at least 4 samples are needed, not " + maxSamples);
    }
    this.maxSamples = maxSamples;
  }

  /**
   * What is known before the source is asked.
   *
   * @param watermark a source that is behind it has lost history
   */
  public record Question(Instant at, long watermark) {}

  /** To be called before the source is read. */
  public synchronized Question ask(Instant now) {
    return new Question(now, watermark);
  }

  /**
   * Takes a sample.
   *
   * @param revision the source's revision as a linearizable read after the question saw it
   */
  public synchronized void answer(Question question, long revision) {
    if (revision < newestRevision) {
      unreached.clear();
    }
    newestRevision = revision;
    if (revision < question.watermark) {
      return;
    }
    if (!unreached.isEmpty() && unreached.getLast().revision == revision) {
      unreached.removeLast();
    }
    unreached.add(new Sample(question.at, revision));
    settle();
    if (unreached.size() > maxSamples) {
      thin();
    }
  }

  /**
   * The target has come to a watermark, 0 for none.
   *
   * @param observedAt what the checkpoint says of its age; answers until a sample can
   */
  public synchronized void reached(long watermark, Instant observedAt) {
    if (watermark < this.watermark) {
      replicated = Optional.empty();
    }
    this.watermark = watermark;
    settle();
    if (replicated.isEmpty() && watermark > 0) {
      replicated = Optional.of(observedAt);
    }
  }

  /** The target holds all that the source held at this time; empty while nothing is known. */
  public synchronized Optional<Instant> replicatedTime() {
    return replicated;
  }

  /** As last sampled, 0 before the first sample. */
  public synchronized long sourceRevision() {
    return newestRevision;
  }

  /** The watermark last told of, 0 for none. */
  public synchronized long watermark() {
    return watermark;
  }

  private void settle() {
    int reached = 0;
    while (reached < unreached.size() && unreached.get(reached).revision <= watermark) {
      reached++;
    }
    if (reached > 0) {
      replicated = Optional.of(unreached.get(reached - 1).before);
      unreached.subList(0, reached).clear();
    }
  }

  /** Drops every other sample, but neither the oldest, which is reached next, nor the newest. */
  private void thin() {
    List<Sample> kept = new ArrayList<>(maxSamples);
    int last = unreached.size() - 1;
    for (int i = 0; i <= last; i++) {
      if (i % 2 == 0 || i == last) {
        kept.add(unreached.get(i));
      }
    }
    unreached.clear();
    unreached.addAll(kept);
  }
}
