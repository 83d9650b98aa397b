package io.understudy.monitor.dashboard;

import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts requests as they come, before anybody works on them. */
@Singleton
public class Arrivals {

  private static final int LAST = 1;

  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

  void register(@Observes Filters filters) {
    filters.register(
        call -> {
          count(call.request().path()).incrementAndGet();
          call.next();
        },
        LAST);
  }

  AtomicInteger count(String path) {
    return counts.computeIfAbsent(path, any -> new AtomicInteger());
  }
}
