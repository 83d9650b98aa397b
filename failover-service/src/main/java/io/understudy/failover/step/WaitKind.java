package io.understudy.failover.step;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code wait}: lets some time pass. */
@Singleton
public class WaitKind implements StepKind {

  private static final int MOST_SECONDS = 24 * 3600;
  private static final Duration EVERY = Duration.ofMillis(200);
  private static final String BEGAN = "began";

  private static final StepType TYPE =
      new StepType(
          "wait",
          "Lets some time pass, counted from its first attempt.",
          StepType.InDrill.DRY,
          StepType.Nature.PLAIN,
          List.of(Parameter.number("seconds", "how long", 1, MOST_SECONDS)));

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new Wait(Duration.ofSeconds(spec.with().number("seconds")), spec.timeout());
  }

  private record Wait(Duration duration, Duration timeout) implements Step {

    @Override
    public Forecast plan(PlanContext context) {
      String will = "waits " + duration.toSeconds() + " s";
      return timeout.compareTo(duration) > 0
          ? Forecast.will(will)
          : Forecast.problem(will, "its timeout-seconds are not longer than that; raise them");
    }

    @Override
    public Evidence run(StepContext context) throws InterruptedException {
      Instant began = began(context);
      Instant end = began.plus(duration);
      context.await(
          "the time to pass",
          EVERY,
          () -> context.now().isBefore(end) ? Optional.empty() : Optional.of(end));
      return Evidence.of("waited " + duration.toSeconds() + " s, from " + began);
    }

    private static Instant began(StepContext context) {
      Optional<String> noted = context.noted(BEGAN);
      if (noted.isPresent()) {
        return Instant.parse(noted.get());
      }
      Instant now = context.now();
      context.note(BEGAN, now.toString());
      return now;
    }
  }
}
