package io.understudy.failover.dns;

import io.understudy.core.port.Bytes;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.web.Webhook;
import io.understudy.failover.web.WebhookCall;
import io.understudy.failover.web.WebhookEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A zone that something changes which is told by a webhook. What it holds is what its first server
 * answers.
 */
record WebhookStore(ServerAddress server, DnsLookups lookups, WebhookCall call, Webhook webhook)
    implements RecordStore {

  private static final String EVENT = "switch-dns";
  private static final int SUBJECT_LENGTH = 16;

  @Override
  public String text() {
    return "the webhook at " + webhook.shown();
  }

  @Override
  public boolean changesInDrill() {
    return true;
  }

  @Override
  public Lookup read(String name) {
    return lookups.authoritative(server, name);
  }

  @Override
  public List<String> obstacles(String name, HostRecords current) {
    return webhook.problems();
  }

  /** Another change of the same step, as to take this one back, is another event. */
  @Override
  public Outcome replace(StepContext context, String name, HostRecords from, HostRecords to)
      throws InterruptedException {
    Map<String, String> details =
        Map.of(
            "name",
            name,
            "from",
            String.join(" ", from.addresses()),
            "to",
            String.join(" ", to.addresses()),
            "ttlSeconds",
            Long.toString(to.ttlSeconds()));
    String subject =
        Bytes.utf8(name + "\n" + from.noted() + "\n" + to.noted())
            .sha256()
            .substring(0, SUBJECT_LENGTH);
    call.send(webhook, new WebhookEvent(EVENT, Optional.of(subject), details), context);
    return new Outcome.Taken(
        text() + " took it: the servers of the zone to answer " + to.text() + " for " + name);
  }
}
