package io.understudy.core.failover;

import io.understudy.core.failover.StepType.Nature;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a run comes to, in the figures that operators are asked for. */
public final class RunReport {

  /** Output of the step that proves that the platform answers from this site. */
  public static final String RESTORED = "platform-answers";

  /** Output of the promotion: seconds of the primary's writes that may be missing. */
  public static final String LOSS_SECONDS = "loss-seconds";

  /** Output of a step that fences the primary off by other means than a freeze: since when. */
  public static final String FENCED = "fenced-since";

  private RunReport() {}

  /**
   * How long users were without the platform, as far as the run can tell: from the beginning of
   * what it holds (the freeze), or of the run if the primary was lost before, until a step last
   * proved that the platform answers. Without such a step, until the last step was done. Empty for
   * runs that do not promote, or have not promoted yet.
   */
  public static Optional<Duration> rto(RunState run) {
    if (!run.verb().promotes() || !run.isCommitted()) {
      return Optional.empty();
    }
    Instant from =
        run.steps().stream()
            .filter(step -> step.nature() == Nature.HELD && step.beganAt() != null)
            .flatMap(step -> Optional.ofNullable(step.beganAt()).stream())
            .findFirst()
            .orElse(run.beganAt());
    return restored(run).map(to -> Duration.between(from, to));
  }

  /** Seconds of writes that may be lost; 0 where the promotion proved that nothing is. */
  public static Optional<Double> rpoSeconds(RunState run) {
    return run.verb().promotes()
        ? run.output(LOSS_SECONDS).map(Double::parseDouble)
        : Optional.empty();
  }

  private static Optional<Instant> restored(RunState run) {
    Optional<Instant> proved =
        run.steps().stream()
            .filter(step -> step.outputs().containsKey(RESTORED))
            .flatMap(step -> Optional.ofNullable(step.doneAt()).stream())
            .max(Instant::compareTo);
    return proved.isPresent() || run.isOver() ? proved.or(() -> lastDone(run)) : Optional.empty();
  }

  private static Optional<Instant> lastDone(RunState run) {
    return run.steps().stream()
        .flatMap(step -> Optional.ofNullable(step.doneAt()).stream())
        .max(Instant::compareTo);
  }
}
