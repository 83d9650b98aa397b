package io.understudy.failover.ports;

import io.understudy.failover.step.StepContext;
import io.understudy.failover.web.Webhook;
import io.understudy.failover.web.WebhookCall;
import io.understudy.failover.web.WebhookEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something does it that is told by a webhook: events {@code close-port} and {@code open-port}. */
record WebhookGate(WebhookCall call, Webhook webhook, Vip vip) implements Gate {

  @Override
  public GateView look() {
    return new GateView.NotTold();
  }

  @Override
  public List<String> close(StepContext context) throws InterruptedException {
    return call.send(webhook, event("close-port"), context);
  }

  @Override
  public List<String> open(StepContext context, Optional<String> memory)
      throws InterruptedException {
    return call.send(webhook, event("open-port"), context);
  }

  private WebhookEvent event(String name) {
    return new WebhookEvent(
        name,
        Optional.of(vip.name()),
        Map.of("vip", vip.name(), "address", vip.address(), "port", Integer.toString(vip.port())));
  }
}
