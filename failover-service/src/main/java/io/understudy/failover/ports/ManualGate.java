package io.understudy.failover.ports;

import io.understudy.failover.step.StepContext;
import java.util.List;
import java.util.Optional;

/** A person does it; the step waits for it. */
record ManualGate() implements Gate {

  @Override
  public GateView look() {
    return new GateView.NotTold();
  }

  @Override
  public List<String> close(StepContext context) {
    return List.of("closed by hand");
  }

  @Override
  public List<String> open(StepContext context, Optional<String> memory) {
    return List.of("opened by hand");
  }
}
