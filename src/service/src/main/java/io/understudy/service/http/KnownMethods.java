package io.understudy.service.http;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/**
 * Metrics of requests by methods that HTTP knows; all others count as one. HTTP takes any word for
 * a method, and the framework would keep metrics for each word that callers think of.
 */
public class KnownMethods {

  private static final String METHOD = "method";

  /** RFC 9110, section 9, and PATCH of RFC 5789. */
  private static final Set<String> KNOWN =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  private static final Tag OTHER = Tag.of(METHOD, "OTHER");

  @Produces
  @Singleton
  MeterFilter othersAreOne() {
    return filter();
  }

  static MeterFilter filter() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        String method = id.getName().startsWith("http.server.") ? id.getTag(METHOD) : null;
        return method == null || KNOWN.contains(method) ? id : id.withTags(List.of(OTHER));
      }
    };
  }
}
