package io.understudy.failover.health;

import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import io.understudy.failover.Ends;
import io.understudy.failover.settings.FailoverSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Whether this site's etcd, where the journals are, can be read. The other site's does not count:
 * this service is there for when it is lost.
 */
@Singleton
public class JournalProbe {

  private final Etcd site;
  private final RangeQuery question;

  @Inject
  JournalProbe(Ends ends, FailoverSettings settings) {
    this.site = ends.target();
    this.question = RangeQuery.count(KeyRange.only(settings.link().keys().run()), 0);
  }

  /** Why not; empty if it can. */
  Optional<String> trouble() {
    try {
      site.range(question).await();
      return Optional.empty();
    } catch (EtcdException failure) {
      return Optional.of(String.valueOf(failure.getMessage()));
    }
  }
}
