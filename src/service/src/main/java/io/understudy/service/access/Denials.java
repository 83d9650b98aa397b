package io.understudy.service.access;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How often callers were turned away. */
@Singleton
public class Denials implements MeterBinder {

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int SERVER = 500;

  /** Why a call was not let through. */
  private enum Why {
    /** Nobody knows who it is. */
    UNKNOWN,
    /** They lack the right. */
    FORBIDDEN,
    /** It could not be told, or not be put on record. */
    UNDECIDED,
    /** It was no call of the kind that its address takes. */
    MALFORMED
  }

  private final Map<Why, LongAdder> counts = new EnumMap<>(Why.class);

  public Denials() {
    for (Why why : Why.values()) {
      counts.put(why, new LongAdder());
    }
  }

  /**
   * @param status of the answer
   */
  public void denied(int status) {
    Why why =
        switch (status) {
          case UNAUTHORIZED -> Why.UNKNOWN;
          case FORBIDDEN -> Why.FORBIDDEN;
          default -> status >= SERVER ? Why.UNDECIDED : Why.MALFORMED;
        };
    LongAdder count = counts.get(why);
    if (count != null) {
      count.increment();
    }
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    counts.forEach(
        (why, count) ->
            FunctionCounter.builder("understudy.denials", count, LongAdder::sum)
                .description("State-changing calls that were not let through")
                .tag("why", why.name().toLowerCase(Locale.ROOT))
                .register(registry));
  }
}
