package io.understudy.failover.ports;

import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.web.WebhookCall;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes the gate of a VIP. */
@Singleton
class Gates {

  private final Clusters clusters;
  private final WebhookCall webhooks;

  @Inject
  Gates(Clusters clusters, WebhookCall webhooks) {
    this.clusters = clusters;
    this.webhooks = webhooks;
  }

  /**
   * @param timeout of one call
   * @param every pause between two looks
   */
  Gate of(Vip vip, Duration timeout, Duration every) {
    return switch (vip.way()) {
      case Way.HaProxy way -> HaProxyGate.of(way, timeout, every);
      case Way.Service way ->
          new ServiceGate(clusters, way, new ServicePorts(vip.port()), timeout, every);
      case Way.Hook way -> new WebhookGate(webhooks, way.webhook(), vip);
      case Way.Manual way -> new ManualGate();
      case Way.Unusable way -> new NoGate(way.problem());
    };
  }

  /** Its description lacks something. */
  private record NoGate(String problem) implements Gate {

    @Override
    public GateView look() {
      return new GateView.Unusable(problem);
    }

    @Override
    public List<String> close(StepContext context) {
      throw new StepFailedException(problem);
    }

    @Override
    public List<String> open(StepContext context, Optional<String> memory) {
      throw new StepFailedException(problem);
    }
  }
}
