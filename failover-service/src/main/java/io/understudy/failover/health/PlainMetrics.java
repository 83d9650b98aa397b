package io.understudy.failover.health;

import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Metrics where users of the plugin scrape them, beside {@code /q/metrics}: the same ones. */
@Singleton
public class PlainMetrics {

  void route(@Observes Router router) {
    router.get("/metrics").handler(request -> request.reroute("/q/metrics"));
  }
}
