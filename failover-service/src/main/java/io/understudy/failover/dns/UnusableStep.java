package io.understudy.failover.dns;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.util.List;

/** A step whose parameters cannot be used: its plan says why, and it does nothing. */
record UnusableStep(List<String> problems) implements Step {

  UnusableStep {
    problems = List.copyOf(problems);
  }

  @Override
  public Forecast plan(PlanContext context) {
    return new Forecast(
        "nothing, as its parameters cannot be used", List.of(), problems, List.of());
  }

  @Override
  public Evidence run(StepContext context) {
    throw new StepFailedException(String.join("; ", problems));
  }
}
