package io.understudy.failover.role;

import io.understudy.core.failover.truth.RoleVerdict;
import io.understudy.service.kubernetes.Notice;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Keeps what was found out last, and tells when it changes. Safe for several threads. */
public final class RoleWatch {

  private static final Logger LOG = Logger.getLogger(RoleWatch.class);

  private final Supplier<RoleState> look;
  private final Consumer<Notice> audience;
  private final InstantSource time;
  private final AtomicReference<Optional<RoleState>> last = new AtomicReference<>(Optional.empty());

  /**
   * @param audience hears of changes; must not wait
   */
  RoleWatch(Supplier<RoleState> look, Consumer<Notice> audience, InstantSource time) {
    this.look = look;
    this.audience = audience;
    this.time = time;
  }

  /**
   * Finds it out now; waits for both etcds and the resolvers, each within its own timeout. What
   * breaks off is unknown.
   */
  public RoleState look() {
    RoleState now = found();
    tell(last.getAndSet(Optional.of(now)).map(RoleState::verdict), now.verdict());
    return now;
  }

  /** Plans, metrics and the API go by it, so that a defect in it must stop none of them. */
  private RoleState found() {
    try {
      return look.get();
    } catch (RuntimeException defect) {
      LOG.error("This site's role could not be found out", defect);
      return RoleState.unknown(
          time.instant(),
          "finding it out broke off ("
              + defect.getClass().getSimpleName()
              + "); the log of failover-service has it");
    }
  }

  /** What was found out last; empty before that. */
  public Optional<RoleState> last() {
    return last.get();
  }

  private void tell(Optional<RoleVerdict> before, RoleVerdict now) {
    if (before.map(RoleVerdict::word).filter(now.word()::equals).isPresent()) {
      return;
    }
    String line = "This site's role verdict=%s was=%s reason=\"%s\"";
    String was = before.map(RoleVerdict::word).orElse("unasked");
    switch (now) {
      case RoleVerdict.Agrees agrees -> {
        LOG.infof(line, now.word(), was, now.says());
        if (before.filter(RoleWatch::isTrouble).isPresent()) {
          audience.accept(Notice.normal("RoleAgrees", now.says()));
        }
      }
      case RoleVerdict.Unknown unknown -> LOG.infof(line, now.word(), was, now.says());
      case RoleVerdict.Contradicts contradicts -> {
        LOG.warnf(line, now.word(), was, now.says());
        audience.accept(Notice.warning("RoleContradicted", now.says()));
      }
      case RoleVerdict.SplitBrain split -> {
        LOG.errorf(line, now.word(), was, now.says());
        audience.accept(Notice.warning("SplitBrain", now.says()));
      }
    }
  }

  private static boolean isTrouble(RoleVerdict verdict) {
    return verdict instanceof RoleVerdict.Contradicts || verdict instanceof RoleVerdict.SplitBrain;
  }
}
