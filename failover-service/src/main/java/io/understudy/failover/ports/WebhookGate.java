package io.understudy.failover.ports;

import io.understudy.failover.step.StepContext;
import io.understudy.failover.web.Webhook;
import io.understudy.failover.web.WebhookCall;
import io.understudy.failover.web.WebhookEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something does it that is told by a webhook: events {@code close-port} and {@code open-port}.
 * What it has taken and is to do once more, as the port was changed since, is another event: under
 * the same key it would answer that this is done.
 */
record WebhookGate(WebhookCall call, Webhook webhook, Vip vip) implements Gate {

  @Override
  public GateView look() {
    return new GateView.NotTold();
  }

  @Override
  public List<String> close(StepContext context) throws InterruptedException {
    return send("close-port", context);
  }

  @Override
  public List<String> open(StepContext context, Optional<String> memory)
      throws InterruptedException {
    return send("open-port", context);
  }

  private List<String> send(String name, StepContext context) throws InterruptedException {
    String note = name + ":" + vip.name();
    int taken = context.noted(note).map(Integer::parseInt).orElse(0);
    List<String> lines = call.send(webhook, event(name, taken + 1), context);
    context.note(note, Integer.toString(taken + 1));
    return lines;
  }

  /**
   * @param number of the time it is told
   */
  private WebhookEvent event(String name, int number) {
    return new WebhookEvent(
        name,
        Optional.of(number == 1 ? vip.name() : vip.name() + "/" + number),
        Map.of("vip", vip.name(), "address", vip.address(), "port", Integer.toString(vip.port())));
  }
}
