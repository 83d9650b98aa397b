package io.understudy.core.failover;

import io.understudy.core.failover.StepRun.Phase;
import io.understudy.core.failover.StepType.Nature;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a run stands: what its journal comes to. Immutable.
 *
 * @param carrying who carries it out
 * @param byName its steps in their order, remedies among them
 * @param words what operators have said about all of it
 * @param ending null while it goes on
 */
public record RunState(
    Event.Begun begun,
    Instant beganAt,
    Carrying carrying,
    Map<String, StepRun> byName,
    Words words,
    @Nullable Ending ending) {

  /**
   * @param holder empty before somebody carries it out
   * @param process how often it was taken over
   */
  record Carrying(String holder, int process) {}

  /**
   * @param paused by whom; empty if it is not
   * @param cancelled by whom; empty if it is not
   */
  record Words(String paused, String cancelled) {}

  record Ending(Event.Outcome outcome, Instant at) {}

  /** Output: digest of the orphans that may be overwritten. */
  public static final String CONFIRMED_ORPHANS = "confirmed-orphans";

  /** Output: the source revision up to which a failover may lose what came later. */
  public static final String ACCEPTED_WATERMARK = "accepted-watermark";

  /** Output: why a failover goes on although the primary answers. */
  public static final String FORCE_REASON = "force-reason";

  /** Why a held step is taken back while nothing else is wrong. */
  static final String LAPSE = "it was held for as long as it may be";

  public RunState {
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }

  /**
   * @param first of a journal, an {@link Event.Begun}
   */
  static RunState begun(Entry first) {
    Event.Begun begun = (Event.Begun) first.event();
    Map<String, StepRun> steps = new LinkedHashMap<>();
    begun.steps().forEach(step -> steps.put(step.spec().name(), StepRun.planned(step)));
    return new RunState(begun, first.at(), new Carrying("", 0), steps, new Words("", ""), null);
  }

  /** Who carries it out; empty before somebody does. */
  public String holder() {
    return carrying.holder;
  }

  /** How often it was taken over. */
  int process() {
    return carrying.process;
  }

  /** By whom; empty if it is not. */
  public String paused() {
    return words.paused;
  }

  /** By whom; empty if it is not. */
  public String cancelled() {
    return words.cancelled;
  }

  /** Null while it goes on. */
  public Event.@Nullable Outcome outcome() {
    return ending == null ? null : ending.outcome;
  }

  /** Null while it goes on. */
  public @Nullable Instant endedAt() {
    return ending == null ? null : ending.at;
  }

  public Verb verb() {
    return begun.request().verb();
  }

  public boolean isDrill() {
    return verb() == Verb.DRILL;
  }

  public boolean isOver() {
    return ending != null;
  }

  public Collection<StepRun> steps() {
    return byName.values();
  }

  /**
   * @throws JournalException if the run has no such step
   */
  public StepRun step(String name) {
    StepRun step = byName.get(name);
    if (step == null) {
      throw new JournalException("it speaks of a step '" + name + "', which the run does not have");
    }
    return step;
  }

  /** Whether the site may be promoted by this run, so that nothing may be taken back. */
  public boolean isCommitted() {
    return steps().stream()
        .anyMatch(step -> step.nature() == Nature.COMMIT && step.mayHaveEffect());
  }

  /**
   * Facts that steps of this run found; of the same name the latest step's. Beside them what was
   * asked for: see {@link #CONFIRMED_ORPHANS}, {@link #ACCEPTED_WATERMARK}, {@link #FORCE_REASON}.
   */
  public Optional<String> output(String name) {
    return steps().stream()
        .flatMap(step -> Optional.ofNullable(step.outputs().get(name)).stream())
        .reduce((earlier, later) -> later)
        .or(() -> asked(name));
  }

  private Optional<String> asked(String name) {
    RunRequest request = begun.request();
    return switch (name) {
      case CONFIRMED_ORPHANS -> request.confirm();
      case ACCEPTED_WATERMARK -> request.acceptedWatermark().map(String::valueOf);
      case FORCE_REASON -> request.forceReason();
      default -> Optional.empty();
    };
  }

  RunState after(Entry entry) {
    return switch (entry.event()) {
      case Event.Begun again -> throw new JournalException("it begins twice");
      case Event.TakenOver taken -> with(new Carrying(taken.holder(), process() + 1));
      case Event.StepBegan began ->
          with(began.step(), step -> step.began(began.attempt(), process(), entry.at()));
      case Event.Noted noted -> with(noted.step(), step -> step.noted(noted.name(), noted.value()));
      case Event.StepDone done ->
          with(done.step(), step -> step.done(done.evidence(), entry.at())).remedied(done.step());
      case Event.StepFailed failed ->
          with(failed.step(), step -> step.failed(failed.why(), failed.needsPerson(), entry.at()))
              .remedyAnew(failed.step());
      case Event.UndoBegan began ->
          with(began.step(), step -> step.undoing(began.why(), process(), entry.at()));
      case Event.UndoDone done -> undone(done.step(), done.evidence());
      case Event.UndoFailed failed -> with(failed.step(), step -> step.undoFailed(failed.why()));
      case Event.Commanded commanded -> after(commanded);
      case Event.Ended ended ->
          new RunState(
              begun, beganAt, carrying, byName, words, new Ending(ended.outcome(), entry.at()));
    };
  }

  private RunState after(Event.Commanded commanded) {
    String name = commanded.step();
    return switch (commanded.command()) {
      case PAUSE -> with(new Words(commanded.by(), cancelled()));
      case RESUME -> with(new Words("", cancelled()));
      case CANCEL -> with(new Words("", commanded.by()));
      case RETRY -> isStuckCommit(step(name)) ? goOn(name) : with(name, RunState::tryAgain);
      case IGNORE -> ignored(name, commanded);
      case APPROVE -> with(name, StepRun::withApproval);
    };
  }

  private static boolean isStuckCommit(StepRun step) {
    return step.nature() == Nature.COMMIT && step.phase() == Phase.UNDO_FAILED;
  }

  /** What was promoted cannot be cancelled: the run goes on after all. */
  private RunState goOn(String commit) {
    return with(commit, step -> step.in(Phase.FAILED, step.why()).triedAgain())
        .with(new Words(paused(), ""));
  }

  private static StepRun tryAgain(StepRun step) {
    return switch (step.phase()) {
      case UNDO_FAILED -> step.in(Phase.UNDOING, step.why());
      case LAPSED -> step.in(Phase.UNDONE, "");
      case PENDING, BEGAN, DONE, FAILED, IGNORED, UNDOING, UNDONE -> step.triedAgain();
    };
  }

  private RunState ignored(String name, Event.Commanded said) {
    StepRun step = step(name);
    String why = "ignored by " + said.by() + ": " + said.comment() + "; " + step.why();
    return step.phase() == Phase.UNDO_FAILED
        ? undone(name, Evidence.of("taken back by hand, as " + said.by() + " says", why))
        : with(name, stuck -> stuck.in(Phase.IGNORED, why));
  }

  /** What was done while a held step held has to be done again. */
  private RunState undone(String name, Evidence evidence) {
    StepRun step = step(name);
    boolean lapsed = step.undoing().why().equals(LAPSE) && step.nature() == Nature.HELD;
    Phase phase = lapsed ? Phase.LAPSED : Phase.UNDONE;
    RunState next = with(name, undone -> undone.in(phase, undone.undoing().why(), evidence));
    boolean goesOn = cancelled().isEmpty() && !isDrill();
    return goesOn && step.nature() == Nature.HELD ? next.anewAfter(name) : next;
  }

  private RunState anewAfter(String name) {
    Map<String, StepRun> steps = new LinkedHashMap<>(byName);
    boolean isAfter = false;
    for (StepRun step : byName.values()) {
      if (isAfter && step.planned().mode() == PlannedStep.Mode.RUN) {
        steps.put(step.name(), step.anew());
      }
      isAfter |= step.name().equals(name);
    }
    return withSteps(steps);
  }

  /** Steps whose remedy this is may be tried again. */
  private RunState remedied(String remedy) {
    Map<String, StepRun> steps = new LinkedHashMap<>(byName);
    steps.replaceAll(
        (name, step) ->
            step.planned().spec().remedy().filter(remedy::equals).isPresent()
                ? step.withRemedy()
                : step);
    return withSteps(steps);
  }

  private RunState remedyAnew(String failed) {
    return step(failed)
        .planned()
        .spec()
        .remedy()
        .map(remedy -> with(remedy, StepRun::anew))
        .orElse(this);
  }

  private RunState with(String name, UnaryOperator<StepRun> change) {
    Map<String, StepRun> steps = new LinkedHashMap<>(byName);
    steps.put(name, change.apply(step(name)));
    return withSteps(steps);
  }

  private RunState withSteps(Map<String, StepRun> steps) {
    return new RunState(begun, beganAt, carrying, steps, words, ending);
  }

  private RunState with(Carrying by) {
    return new RunState(begun, beganAt, by, byName, words, ending);
  }

  private RunState with(Words said) {
    return new RunState(begun, beganAt, carrying, byName, said, ending);
  }
}
