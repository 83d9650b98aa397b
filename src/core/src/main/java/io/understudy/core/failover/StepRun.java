package io.understudy.core.failover;

import io.understudy.core.failover.StepType.Nature;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far one step of a run has come.
 *
 * @param attempts that began, over the whole run
 * @param failures since it last began anew
 * @param why of the last failure; empty if there is none
 * @param evidence of what it did, or last took back; null before
 * @param notes that it made in this run
 * @param approved a person said so
 * @param remedied its remedy was run since the last failure
 * @param process number of the taking-over in which it last began
 * @param undoWhy why it is taken back; empty before
 * @param undos attempts to take it back that failed, since it last began
 * @param undoAt its last attempt to be taken back; null before the first
 * @param beganAt its last attempt; null before the first
 * @param doneAt null unless it is done
 */
public record StepRun(
    PlannedStep planned,
    Phase phase,
    int attempts,
    int failures,
    String why,
    @Nullable Evidence evidence,
    Map<String, String> notes,
    boolean approved,
    boolean remedied,
    int process,
    String undoWhy,
    int undos,
    @Nullable Instant undoAt,
    @Nullable Instant beganAt,
    @Nullable Instant doneAt) {

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

  static StepRun planned(PlannedStep planned) {
    return new StepRun(
        planned, Phase.PENDING, 0, 0, "", null, Map.of(), false, false, 0, "", 0, null, null, null);
  }

  public String name() {
    return planned.spec().name();
  }

  public Nature nature() {
    return planned.spec().type().nature();
  }

  public Optional<Evidence> proof() {
    return Optional.ofNullable(evidence);
  }

  /** Whether the run need not do it any more. */
  boolean isOver() {
    return phase == Phase.DONE || phase == Phase.IGNORED;
  }

  /** Whether its effect may be there. */
  boolean mayHaveEffect() {
    boolean isUntouched =
        switch (phase) {
          case UNDONE, LAPSED -> true;
          case PENDING, BEGAN, DONE, FAILED, IGNORED, UNDOING, UNDO_FAILED -> false;
        };
    return planned.mode() != PlannedStep.Mode.REHEARSE && attempts > 0 && !isUntouched;
  }

  StepRun began(int attempt, int inProcess, Instant at) {
    return new StepRun(
        planned,
        Phase.BEGAN,
        attempt,
        failures,
        why,
        evidence,
        notes,
        approved,
        remedied,
        inProcess,
        "",
        0,
        undoAt,
        at,
        null);
  }

  StepRun noted(String name, String value) {
    Map<String, String> more = new TreeMap<>(notes);
    more.put(name, value);
    return new StepRun(
        planned,
        phase,
        attempts,
        failures,
        why,
        evidence,
        Map.copyOf(more),
        approved,
        remedied,
        process,
        undoWhy,
        undos,
        undoAt,
        beganAt,
        doneAt);
  }

  StepRun done(Evidence with, Instant at) {
    return new StepRun(
        planned,
        Phase.DONE,
        attempts,
        0,
        "",
        with,
        notes,
        approved,
        false,
        process,
        undoWhy,
        undos,
        undoAt,
        beganAt,
        at);
  }

  StepRun failed(String reason) {
    return new StepRun(
        planned,
        Phase.FAILED,
        attempts,
        failures + 1,
        reason,
        evidence,
        notes,
        approved,
        false,
        process,
        undoWhy,
        undos,
        undoAt,
        beganAt,
        null);
  }

  /** An operator wants it tried once more, without its remedy. */
  StepRun triedAgain() {
    return new StepRun(
        planned, phase, attempts, 0, why, evidence, notes, approved, true, process, undoWhy, undos,
        undoAt, beganAt, null);
  }

  StepRun undoing(String reason, int inProcess, Instant at) {
    return new StepRun(
        planned,
        Phase.UNDOING,
        attempts,
        failures,
        why,
        evidence,
        notes,
        approved,
        remedied,
        inProcess,
        reason,
        undos,
        at,
        beganAt,
        null);
  }

  StepRun undoFailed(String reason) {
    return new StepRun(
        planned,
        Phase.UNDO_FAILED,
        attempts,
        failures,
        reason,
        evidence,
        notes,
        approved,
        remedied,
        process,
        undoWhy,
        undos + 1,
        undoAt,
        beganAt,
        null);
  }

  StepRun in(Phase next, String reason, @Nullable Evidence with) {
    return new StepRun(
        planned,
        next,
        attempts,
        failures,
        reason,
        with == null ? evidence : with,
        notes,
        approved,
        remedied,
        process,
        undoWhy,
        undos,
        undoAt,
        beganAt,
        null);
  }

  /**
   * To be done, or approved, again; what it did before may still be in effect, and what it noted
   * stays.
   */
  StepRun anew() {
    return new StepRun(
        planned,
        Phase.PENDING,
        attempts,
        0,
        "",
        evidence,
        notes,
        false,
        false,
        process,
        undoWhy,
        undos,
        undoAt,
        beganAt,
        null);
  }

  StepRun withApproval() {
    return new StepRun(
        planned, phase, attempts, failures, why, evidence, notes, true, remedied, process, undoWhy,
        undos, undoAt, beganAt, doneAt);
  }

  StepRun withRemedy() {
    return new StepRun(
        planned, phase, attempts, failures, why, evidence, notes, approved, true, process, undoWhy,
        undos, undoAt, beganAt, doneAt);
  }

  /** Facts for later steps, of a step that counts as done. */
  Map<String, String> outputs() {
    return phase == Phase.DONE && evidence != null ? evidence.outputs() : Map.of();
  }

  /** For reports. */
  public List<String> lines() {
    return evidence == null ? List.of() : evidence.lines();
  }
}
