package io.understudy.failover.access;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.understudy.failover.audit.Audit;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** How often callers were turned away, and lines of the audit log were lost. */
@Singleton
public class AccessMetrics implements MeterBinder {

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
    MALFORMED;

    private final LongAdder count = new LongAdder();
  }

  private final Audit audit;

  @Inject
  AccessMetrics(Audit audit) {
    this.audit = audit;
  }

  void denied(int status) {
    Why why =
        switch (status) {
          case UNAUTHORIZED -> Why.UNKNOWN;
          case FORBIDDEN -> Why.FORBIDDEN;
          default -> status >= SERVER ? Why.UNDECIDED : Why.MALFORMED;
        };
    why.count.increment();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Why why : Why.values()) {
      FunctionCounter.builder("understudy.denials", why.count, LongAdder::sum)
          .description("State-changing calls that were not let through")
          .tag("why", why.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    FunctionCounter.builder("understudy.audit.failures", audit, Audit::failures)
        .description("Lines of the audit log that could not be written")
        .register(registry);
  }
}
