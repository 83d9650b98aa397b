package io.understudy.failover.ports;

import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** {@code close-port}: closes a port, 2379 as a rule, of a list of VIPs. */
@Singleton
public class ClosePortKind implements StepKind {

  private static final StepType TYPE =
      new StepType(
          "close-port",
          "Closes a port of VIPs and ends what is open there; proved by connections that are refused, and by one open before that ends.",
          StepType.InDrill.DRY,
          StepType.Nature.UNDONE_ON_CANCEL,
          PortFields.PARAMETERS);

  private final Gates gates;

  @Inject
  ClosePortKind(Gates gates) {
    this.gates = gates;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new ClosePort(Works.of(spec.with(), gates));
  }
}
