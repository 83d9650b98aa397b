package io.understudy.failover.api;

import io.understudy.core.failover.Decider;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Next;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.RunReport;
import io.understudy.core.failover.RunRequest;
import io.understudy.core.failover.RunState;
import io.understudy.core.failover.StepRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an operation stands.
 *
 * @param state {@code running}, {@code waiting} (for an operator), {@code cancelling}, {@code
 *     succeeded}, {@code cancelled}
 * @param waitsFor which step and what an operator can say; null unless it waits
 * @param holder which process carries it out
 * @param rtoSeconds how long users were without the platform; null while it cannot be told
 * @param rtoFrom what it is counted from
 * @param rpoSeconds age of the writes that may be lost; null while it cannot be told
 * @param rpoFrom what that rests on
 * @param entries of its journal so far
 */
public record OperationView(
    String id,
    String verb,
    String site,
    String state,
    @Nullable Waits waitsFor,
    Instant beganAt,
    @Nullable Instant endedAt,
    String by,
    String comment,
    String expectedPrimary,
    long term,
    String planHash,
    String holder,
    boolean promoted,
    @Nullable Double rtoSeconds,
    @Nullable String rtoFrom,
    @Nullable Double rpoSeconds,
    @Nullable String rpoFrom,
    int entries,
    List<Step> steps) {

  private static final double MILLIS = 1000.0;

  /** What it waits for. */
  public record Waits(String step, String what) {}

  /**
   * One step.
   *
   * @param phase {@code pending}, {@code began}, {@code done}, {@code failed}, {@code ignored},
   *     {@code undoing}, {@code undo_failed}, {@code undone}, {@code lapsed}
   * @param summary of what it did; null before
   * @param evidence what was read back
   * @param outputs facts for later steps
   * @param why of the last failure; null without one
   */
  public record Step(
      String name,
      String type,
      String mode,
      String phase,
      int attempts,
      @Nullable Instant beganAt,
      @Nullable Instant doneAt,
      @Nullable Double seconds,
      @Nullable String summary,
      List<String> evidence,
      Map<String, String> outputs,
      @Nullable String why) {}

  static OperationView of(RunBook.Kept kept, Instant now) {
    RunState run = kept.state();
    RunRequest request = run.begun().request();
    Next next = Decider.next(run, now);
    return new OperationView(
        kept.id(),
        run.verb().text(),
        run.begun().site(),
        RunReport.state(run, next),
        next instanceof Next.Wait wait ? new Waits(wait.step(), wait.what()) : null,
        run.beganAt(),
        run.endedAt(),
        request.by(),
        request.comment(),
        request.expectedPrimary(),
        request.term(),
        request.planHash(),
        run.holder(),
        run.isCommitted(),
        RunReport.rto(run).map(OperationView::seconds).orElse(null),
        RunReport.rtoFrom(run).orElse(null),
        RunReport.rpoSeconds(run).orElse(null),
        RunReport.rpoFrom(run).orElse(null),
        kept.journal().entries().size(),
        run.steps().stream().map(OperationView::step).toList());
  }

  private static Step step(StepRun step) {
    Instant began = step.beganAt();
    Instant done = step.doneAt();
    return new Step(
        step.name(),
        step.planned().spec().type().name(),
        step.planned().mode().name().toLowerCase(Locale.ROOT),
        step.phase().name().toLowerCase(Locale.ROOT),
        step.attempts(),
        began,
        done,
        began == null || done == null ? null : seconds(Duration.between(began, done)),
        step.proof().map(Evidence::summary).orElse(null),
        step.lines(),
        step.proof().map(Evidence::outputs).orElse(Map.of()),
        step.why().isEmpty() ? null : step.why());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / MILLIS;
  }
}
