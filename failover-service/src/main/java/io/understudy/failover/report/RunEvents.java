package io.understudy.failover.report;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.understudy.core.failover.Decider;
import io.understudy.core.failover.Event;
import io.understudy.core.failover.RunBook;
import io.understudy.failover.run.RunListener;
import io.understudy.service.kubernetes.EventSender;
import io.understudy.service.kubernetes.KubernetesMeters;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Tells of runs as Events of this site's cluster, and how the sending of all Events goes. */
@Singleton
public class RunEvents implements RunListener, MeterBinder {

  private final EventSender sender;
  private final InstantSource time;

  @Inject
  RunEvents(EventSender sender, InstantSource time) {
    this.sender = sender;
    this.time = time;
  }

  @Override
  public void told(RunBook.Kept kept, Event event) {
    RunNotices.of(kept.id(), kept.state(), event, Decider.next(kept.state(), time.instant()))
        .forEach(sender::tell);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    KubernetesMeters.bind(registry, sender.failures(), sender.book());
  }
}
