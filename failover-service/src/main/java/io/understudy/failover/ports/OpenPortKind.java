package io.understudy.failover.ports;

import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** {@code open-port}: opens a port, 2379 as a rule, of a list of VIPs. */
@Singleton
public class OpenPortKind implements StepKind {

  private static final StepType TYPE =
      new StepType(
          "open-port",
          "Opens a port of VIPs; proved by connections that are accepted.",
          StepType.InDrill.DRY,
          StepType.Nature.PLAIN,
          PortFields.PARAMETERS);

  private final Gates gates;

  @Inject
  OpenPortKind(Gates gates) {
    this.gates = gates;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new OpenPort(Works.of(spec.with(), gates));
  }
}
