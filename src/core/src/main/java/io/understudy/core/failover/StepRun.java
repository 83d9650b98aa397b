package io.understudy.core.failover;

import io.understudy.core.failover.StepType.Nature;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far one step of a run has come. Immutable.
 *
 * @param why of the last failure; empty if there is none
 * @param isApproved a person said so
 * @param tries how often and when it was tried
 * @param undoing how it is taken back
 * @param found what it did and noted
 */
public record StepRun(
    PlannedStep planned,
    Phase phase,
    String why,
    boolean isApproved,
    Tries tries,
    Undoing undoing,
    Found found) {

  /** Where a step is. */
  public enum Phase {
    PENDING,
    /** It began, and nobody has said yet how it ended. */
    BEGAN,
    DONE,
    FAILED,
    /** An operator went on without it. */
    IGNORED,
    UNDOING,
    UNDO_FAILED,
    UNDONE,
    /** It was taken back as it had been held for as long as it may be. */
    LAPSED
  }

  /**
   * @param attempts that began, over the whole run
   * @param failures since it last began anew
   * @param needsPerson whether the last of them is not to be tried again unasked
   * @param remedied its remedy was run since the last failure
   * @param process number of the taking-over in which it last began
   * @param since when it first began of what may be in effect now; null before
   * @param beganAt its last attempt; null before the first
   * @param doneAt null unless it is done
   * @param failedAt its last failure, from which its pause counts; null if none is to be waited for
   */
  record Tries(
      int attempts,
      int failures,
      boolean needsPerson,
      boolean remedied,
      int process,
      @Nullable Instant since,
      @Nullable Instant beganAt,
      @Nullable Instant doneAt,
      @Nullable Instant failedAt) {

    static final Tries NONE = new Tries(0, 0, false, false, 0, null, null, null, null);

    Tries began(int attempt, int inProcess, Instant effectSince, Instant at) {
      return new Tries(attempt, failures, false, remedied, inProcess, effectSince, at, null, null);
    }

    Tries done(Instant at) {
      return new Tries(attempts, 0, false, false, process, since, beganAt, at, null);
    }

    Tries failed(boolean needsOne, Instant at) {
      return new Tries(attempts, failures + 1, needsOne, false, process, since, beganAt, null, at);
    }

    Tries withoutFailures(boolean isRemedied) {
      return new Tries(attempts, 0, false, isRemedied, process, since, beganAt, null, null);
    }

    Tries notDone() {
      return new Tries(
          attempts, failures, needsPerson, remedied, process, since, beganAt, null, null);
    }

    Tries in(int inProcess) {
      return new Tries(
          attempts, failures, needsPerson, remedied, inProcess, since, beganAt, null, null);
    }

    Tries withRemedy() {
      return new Tries(
          attempts, failures, needsPerson, true, process, since, beganAt, doneAt, failedAt);
    }
  }

  /**
   * @param why it is taken back; empty before
   * @param failures of attempts to, since the step last began
   * @param at its last attempt; null before the first
   */
  record Undoing(String why, int failures, @Nullable Instant at) {

    static final Undoing NONE = new Undoing("", 0, null);

    Undoing over() {
      return new Undoing("", 0, at);
    }

    Undoing began(String reason, Instant now) {
      return new Undoing(reason, failures, now);
    }

    Undoing failed() {
      return new Undoing(why, failures + 1, at);
    }
  }

  /**
   * @param evidence of what it did, or last took back; null before
   * @param notes that it made in this run
   */
  record Found(@Nullable Evidence evidence, Map<String, String> notes) {

    static final Found NOTHING = new Found(null, Map.of());

    Found noted(String name, String value) {
      Map<String, String> more = new TreeMap<>(notes);
      more.put(name, value);
      return new Found(evidence, Map.copyOf(more));
    }

    Found proved(Evidence by) {
      return new Found(by, notes);
    }
  }

  static StepRun planned(PlannedStep planned) {
    return new StepRun(planned, Phase.PENDING, "", false, Tries.NONE, Undoing.NONE, Found.NOTHING);
  }

  public String name() {
    return planned.spec().name();
  }

  public Nature nature() {
    return planned.spec().type().nature();
  }

  public int attempts() {
    return tries.attempts;
  }

  public @Nullable Instant beganAt() {
    return tries.beganAt;
  }

  public @Nullable Instant doneAt() {
    return tries.doneAt;
  }

  public Map<String, String> notes() {
    return found.notes;
  }

  public Optional<Evidence> proof() {
    return Optional.ofNullable(found.evidence);
  }

  /** When it first began of what may be in effect now; empty if nothing may be. */
  Optional<Instant> inEffectSince() {
    return mayHaveEffect() ? Optional.ofNullable(tries.since) : Optional.empty();
  }

  /** Whether the run need not do it any more. */
  boolean isOver() {
    return phase == Phase.DONE || phase == Phase.IGNORED;
  }

  /** Whether its effect may be there. */
  boolean mayHaveEffect() {
    return planned.mode() != PlannedStep.Mode.REHEARSE && attempts() > 0 && !isTakenBack();
  }

  private boolean isTakenBack() {
    return switch (phase) {
      case UNDONE, LAPSED -> true;
      case PENDING, BEGAN, DONE, FAILED, IGNORED, UNDOING, UNDO_FAILED -> false;
    };
  }

  StepRun began(int attempt, int inProcess, Instant at) {
    Tries begun = tries.began(attempt, inProcess, inEffectSince().orElse(at), at);
    return new StepRun(planned, Phase.BEGAN, why, isApproved, begun, undoing.over(), found);
  }

  StepRun noted(String name, String value) {
    return new StepRun(planned, phase, why, isApproved, tries, undoing, found.noted(name, value));
  }

  StepRun done(Evidence with, Instant at) {
    return new StepRun(
        planned, Phase.DONE, "", isApproved, tries.done(at), undoing, found.proved(with));
  }

  StepRun failed(String reason, boolean needsPerson, Instant at) {
    Tries failed = tries.failed(needsPerson, at);
    return new StepRun(planned, Phase.FAILED, reason, isApproved, failed, undoing, found);
  }

  /** Whether it has failed so that it is not tried again unless somebody says so. */
  boolean isExhausted() {
    return tries.needsPerson || tries.failures > planned.spec().retries();
  }

  /** An operator wants it tried once more, without its remedy. */
  StepRun triedAgain() {
    return new StepRun(
        planned, phase, why, isApproved, tries.withoutFailures(true), undoing, found);
  }

  StepRun undoing(String reason, int inProcess, Instant at) {
    return new StepRun(
        planned,
        Phase.UNDOING,
        why,
        isApproved,
        tries.in(inProcess),
        undoing.began(reason, at),
        found);
  }

  StepRun undoFailed(String reason) {
    return new StepRun(
        planned, Phase.UNDO_FAILED, reason, isApproved, tries.notDone(), undoing.failed(), found);
  }

  StepRun in(Phase next, String reason) {
    return new StepRun(planned, next, reason, isApproved, tries.notDone(), undoing, found);
  }

  StepRun in(Phase next, String reason, Evidence with) {
    return new StepRun(
        planned, next, reason, isApproved, tries.notDone(), undoing, found.proved(with));
  }

  /**
   * To be done, or approved, again; what it did before may still be in effect unless it was taken
   * back, and what it noted stays.
   */
  StepRun anew() {
    Phase next = isTakenBack() ? Phase.UNDONE : Phase.PENDING;
    return new StepRun(planned, next, "", false, tries.withoutFailures(false), undoing, found);
  }

  StepRun withApproval() {
    return new StepRun(planned, phase, why, true, tries, undoing, found);
  }

  StepRun withRemedy() {
    return new StepRun(planned, phase, why, isApproved, tries.withRemedy(), undoing, found);
  }

  /** Facts for later steps, of a step that counts as done. */
  Map<String, String> outputs() {
    return phase == Phase.DONE ? proof().map(Evidence::outputs).orElse(Map.of()) : Map.of();
  }

  /** For reports. */
  public List<String> lines() {
    return proof().map(Evidence::lines).orElse(List.of());
  }
}
