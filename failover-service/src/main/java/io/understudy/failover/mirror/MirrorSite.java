package io.understudy.failover.mirror;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.mirror.Patience;
import io.understudy.core.mirror.Timing;
import io.understudy.core.mirror.Within;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.role.Rival;
import io.understudy.core.role.RoleLimits;
import io.understudy.core.role.Roles;
import io.understudy.core.scope.Classifier;
import io.understudy.failover.Ends;
import io.understudy.failover.settings.PromotionSettings;
import io.understudy.failover.step.StepFailedException;
import io.understudy.service.rest.RestClient;
import io.understudy.service.site.OtherSite;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the steps of this package share.
 *
 * @param holder what records call this process
 * @param classifier the link's scope rules, with what opens encrypted values
 * @param sync this site's sync-service
 * @param monitor this site's monitor-service
 * @param replicas addresses of sync-service's replicas; a host name may stand for several. Empty if
 *     they are not configured
 * @param other is asked by its sync-service where its etcd does not answer
 */
public record MirrorSite(
    Ends ends,
    ControlKeys keys,
    String holder,
    Classifier classifier,
    Timing timing,
    RestClient sync,
    RestClient monitor,
    List<URI> replicas,
    OtherSite other,
    PromotionSettings limits) {

  private static final int RETRIES = 4;
  private static final Duration RETRY_PAUSE = Duration.ofMillis(100);
  private static final int PROMOTE_ATTEMPTS = 10;
  private static final int TXN_MAX_WRITES = 127;
  private static final KeyRange ANY_KEY = KeyRange.only(RegistryKeys.PREFIX);

  public MirrorSite {
    replicas = List.copyOf(replicas);
  }

  /** Changes of this site's role straight in its etcd, as sync-service makes them. */
  Roles roles() {
    return new Roles(
        ends.target(),
        keys,
        holder,
        timing,
        new RoleLimits(PROMOTE_ATTEMPTS, RETRIES, RETRY_PAUSE, TXN_MAX_WRITES));
  }

  /** The other site, as far as its etcd or else its sync-service answers in time. */
  Rival rival() {
    Duration patience = limits.askSource();
    return Rival.ask(ends.source(), keys, patience, timing).orElse(() -> other.rival(patience));
  }

  /**
   * Reads, again where an etcd does not answer.
   *
   * @throws StepFailedException if it fails all the same
   */
  <T> T reading(Supplier<T> read) {
    try {
      return new Patience(timing, RETRIES, RETRY_PAUSE).read(read);
    } catch (EtcdException failure) {
      throw new StepFailedException(String.valueOf(failure.getMessage()), failure);
    } catch (CorruptRecordException damaged) {
      throw new StepFailedException(
          damaged.getMessage() + "; mend or delete that record in the standby's etcd", damaged);
    }
  }

  /** This site's records. */
  SiteState state() {
    return reading(() -> SiteState.read(ends.target(), keys));
  }

  /** The primary's revision by a linearizable read: nothing committed before is beyond it. */
  long sourceRevision() {
    return reading(() -> revision(ends.source()));
  }

  /**
   * The same, asked once and not for long.
   *
   * @throws EtcdException if it does not answer in time
   */
  long sourceRevisionWithin(Duration most) {
    return Within.await(ends.source().range(RangeQuery.count(ANY_KEY, 0)), most, timing).revision();
  }

  /** This site's. */
  long targetRevision() {
    return reading(() -> revision(ends.target()));
  }

  /** Tried once; within what an account that may only read Kubernetes' keys is allowed to read. */
  static long revision(Etcd etcd) {
    return etcd.range(RangeQuery.count(ANY_KEY, 0)).await().revision();
  }

  /** Objects that are parked. */
  long parked() {
    RangeQuery count = RangeQuery.count(keys.parked(KeyRange.ALL), 0);
    return reading(() -> ends.target().range(count).await().count());
  }
}
