package io.understudy.monitor;

import io.understudy.core.port.Etcd;
import io.understudy.etcd.GrpcEtcd;
import java.time.Duration;

/**
 * Both ends of the link. Whoever gets them reads; only kept results are written, to the target.
 *
 * @param checks who reads first
 */
public record Ends(GrpcEtcd source, GrpcEtcd target, Precedence checks) {

  /** Long beside what a page takes, and short for who waits for all of them. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  public Ends(GrpcEtcd source, GrpcEtcd target) {
    this(source, target, new Precedence(PAUSE));
  }

  /** For reading all of it while nobody checks. */
  public Etcd sourceBehindChecks() {
    return checks.behind(source);
  }

  /** As {@link #sourceBehindChecks()}. */
  public Etcd targetBehindChecks() {
    return checks.behind(target);
  }
}
