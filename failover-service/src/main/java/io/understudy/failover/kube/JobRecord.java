package io.understudy.failover.kube;

import io.understudy.failover.step.StepContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a run's notes say of the Job of each attempt: whether it may still be made, so that none is
 * run twice. For the run's thread alone.
 */
final class JobRecord {

  private static final String ATTEMPT = "attempt";

  /** Noted: the attempt whose Job is about to be made, and since when. Empty: it is not. */
  private static final String MAKING = "making";

  /** Noted: the attempt whose Job is there, or was. */
  private static final String MADE = "made";

  private static final String ENDED = "ended";

  private final StepContext context;
  private final Duration keep;

  /**
   * @param keep for how long Kubernetes keeps a Job that has ended
   */
  JobRecord(StepContext context, Duration keep) {
    this.context = context;
    this.keep = keep;
  }

  /** The one that may still run, or else the next. */
  int attempt() {
    Optional<String> begun = context.noted(ATTEMPT);
    boolean hasEnded = begun.isPresent() && begun.equals(context.noted(ENDED));
    if (begun.isPresent() && (!hasEnded || context.isResumed())) {
      return Integer.parseInt(begun.get());
    }
    int next = begun.map(Integer::parseInt).orElse(0) + 1;
    context.note(ATTEMPT, Integer.toString(next));
    return next;
  }

  /**
   * Whether a Job that is not there was never made. Somebody may have been about to make it and not
   * have learned that it was; that it is not there says so only until Kubernetes may have taken it
   * away. Half of that time is left to clocks that differ.
   */
  boolean mayMake(int attempt) {
    if (wasMade(attempt)) {
      return false;
    }
    String[] making = context.noted(MAKING).orElse("").split(" ", 2);
    if (!making[0].equals(Integer.toString(attempt))) {
      return true;
    }
    Duration since = Duration.between(Instant.parse(making[1]), context.now()).abs();
    return since.compareTo(keep.dividedBy(2)) < 0;
  }

  /** Said before it is asked for. */
  void making(int attempt) {
    context.note(MAKING, attempt + " " + context.now());
  }

  /** It was refused. */
  void notMade() {
    context.note(MAKING, "");
  }

  /** It is there. */
  void made(int attempt) {
    if (!wasMade(attempt)) {
      context.note(MADE, Integer.toString(attempt));
    }
  }

  /** Whatever came of it: the next attempt has a Job of its own. */
  void ended(int attempt) {
    context.note(ENDED, Integer.toString(attempt));
  }

  private boolean wasMade(int attempt) {
    return context.noted(MADE).equals(Optional.of(Integer.toString(attempt)));
  }
}
