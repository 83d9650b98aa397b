package io.understudy.core.failover;

import io.understudy.core.failover.StepType.Nature;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a run comes to, in the figures that operators are asked for. */
public final class RunReport {

  /** Output of the step that proves that the platform answers from this site. */
  public static final String RESTORED = "platform-answers";

  /** Output of the promotion: seconds of the primary's writes that may be missing. */
  public static final String LOSS_SECONDS = "loss-seconds";

  /** Output of the promotion of a failover: all that the primary held at that time is here. */
  public static final String HELD_UNTIL = "held-until";

  /** Output of a step that fences the primary off by other means than a freeze: since when. */
  public static final String FENCED = "fenced-since";

  /** Output of a step that closed ports: what is behind them need not answer any more. */
  public static final String CLOSED = "ports-closed";

  private RunReport() {}

  /**
   * When users could not write any more.
   *
   * @param from what began then, in words
   */
  private record Outage(Instant since, String from) {}

  /**
   * How long users were without the platform, as far as the run can tell: until a step last proved
   * that the platform answers; without such a step, until the last step was done. Empty for runs
   * that do not promote, or have not promoted yet.
   */
  public static Optional<Duration> rto(RunState run) {
    return run.verb().promotes() && run.isCommitted()
        ? restored(run).map(to -> Duration.between(outage(run).since, to))
        : Optional.empty();
  }

  /** What {@link #rto} is counted from, in words; empty where that is. */
  public static Optional<String> rtoFrom(RunState run) {
    return rto(run).map(known -> outage(run).from);
  }

  /** Seconds of writes that may be lost; 0 where the promotion proved that nothing is. */
  public static Optional<Double> rpoSeconds(RunState run) {
    return run.verb().promotes()
        ? run.output(LOSS_SECONDS).map(Double::parseDouble)
        : Optional.empty();
  }

  /** What {@link #rpoSeconds} rests on, in words; empty where that is. */
  public static Optional<String> rpoFrom(RunState run) {
    return rpoSeconds(run)
        .map(
            known ->
                heldUntil(run)
                    .map(until -> "all that the primary held at " + until + " was promoted")
                    .orElse("the primary was fenced and drained before the promotion"));
  }

  private static Outage outage(RunState run) {
    Stream<Outage> freezes =
        run.steps().stream()
            .filter(step -> step.nature() == Nature.HELD)
            .flatMap(step -> step.inEffectSince().stream())
            .map(since -> new Outage(since, "the freeze of the primary"));
    Stream<Outage> fences =
        run.steps().stream()
            .filter(step -> step.outputs().containsKey(FENCED))
            .flatMap(step -> step.inEffectSince().stream())
            .filter(since -> committedAt(run).filter(since::isBefore).isPresent())
            .map(since -> new Outage(since, "the closing of the primary's ports"));
    Stream<Outage> contact =
        heldUntil(run)
            .map(until -> new Outage(until, "the last contact with the primary"))
            .stream();
    return Stream.concat(Stream.concat(freezes, fences), contact)
        .min((one, other) -> one.since.compareTo(other.since))
        .orElseGet(() -> new Outage(run.beganAt(), "the beginning of the operation"));
  }

  private static Optional<Instant> committedAt(RunState run) {
    return run.steps().stream()
        .filter(step -> step.nature() == Nature.COMMIT)
        .flatMap(step -> step.inEffectSince().stream())
        .findFirst();
  }

  private static Optional<Instant> heldUntil(RunState run) {
    try {
      return run.output(HELD_UNTIL).map(Instant::parse);
    } catch (DateTimeException notOne) {
      return Optional.empty();
    }
  }

  /**
   * One word for how it stands: {@code running}, {@code waiting} (for an operator), {@code
   * cancelling}, {@code succeeded}, {@code cancelled}.
   *
   * @param next what is decided to come next
   */
  public static String state(RunState run, Next next) {
    if (run.outcome() != null) {
      return run.outcome().name().toLowerCase(Locale.ROOT);
    }
    if (next instanceof Next.Wait) {
      return "waiting";
    }
    return run.cancelled().isEmpty() ? "running" : "cancelling";
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
