package io.understudy.testkit.sim;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.TermRecord;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.role.RoleChange;
import io.understudy.core.role.RoleLimits;
import io.understudy.core.role.RoleRequest;
import io.understudy.core.role.Roles;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Promotes the standby at a moment of chance, over a network as bad as the mirrors', and holds
 * every target revision against what a promotion promises.
 */
final class Operator {

  static final String NAME = "operator";

  private static final int ONE_LIFE_IN = 4;
  private static final int LATEST_MILLIS = 12_000;
  private static final RoleLimits LIMITS = new RoleLimits(3, 4, Duration.ofMillis(20), 14);

  private final Random random;
  private @Nullable KeyValue checkpoint;
  private long promotedAt;

  /**
   * @param seed of the life; what it does draws nothing from the life's own chance
   */
  Operator(long seed) {
    this.random = new Random(~seed);
  }

  static boolean actsIn(long seed) {
    return seed % ONE_LIFE_IN == ONE_LIFE_IN - 1;
  }

  boolean hasPromoted() {
    return promotedAt > 0;
  }

  /** An actor's body. */
  void act(Etcd target, Timing timing) {
    timing.pause(Duration.ofMillis(random.nextInt(LATEST_MILLIS)));
    Roles roles = new Roles(target, World.KEYS, NAME, timing, LIMITS);
    boolean force = random.nextBoolean();
    while (!hasPromoted()) {
      try {
        long term = term(target);
        RoleChange change = roles.promote(new RoleRequest(term, "drill", "life", force));
        if (change instanceof RoleChange.Changed) {
          return;
        }
      } catch (EtcdException e) {
        // The network lost it: asked again.
      }
      timing.pause(Duration.ofMillis(100));
    }
  }

  /**
   * @param sent the Txn of a mirror or of this operator that made it, null for anybody else's
   */
  void targetRevision(Revision revision, Network.@Nullable Sent sent) {
    TermRecord promotion = promotion(revision);
    if (promotion != null) {
      require(promotedAt == 0, revision, "it was promoted twice");
      require(sent != null && sent.process.equals(NAME), revision, "a mirror promoted");
      claimIsTrue(promotion.claim(), revision);
      promotedAt = revision.number();
    } else if (promotedAt > 0) {
      require(sent == null, revision, "something was mirrored after the promotion");
    }
    for (Revision.Change change : revision.changes()) {
      if (change.key().equals(World.KEYS.checkpoint())) {
        checkpoint = change instanceof Revision.Change.Put put ? put.after() : null;
      }
    }
    require(promotedAt == 0 || checkpoint == null, revision, "the checkpoint is still there");
  }

  private void claimIsTrue(TermRecord.@Nullable Claim claim, Revision revision) {
    KeyValue stored = checkpoint;
    require((claim == null) == (stored == null), revision, "it claims what nobody wrote");
    if (claim != null && stored != null) {
      Checkpoint last = Checkpoint.fromJson(stored.value());
      require(claim.watermark() == last.watermark(), revision, "its watermark is not the last");
      require(claim.targetRevision() == stored.modRevision(), revision, "its T is not the last");
      require(claim.phase() == last.phase(), revision, "its phase is not the last");
    }
  }

  private static @Nullable TermRecord promotion(Revision revision) {
    for (Revision.Change change : revision.changes()) {
      if (change instanceof Revision.Change.Put put && put.key().equals(World.KEYS.term())) {
        TermRecord term = TermRecord.fromJson(put.after().value());
        return term.isPromoted() ? term : null;
      }
    }
    return null;
  }

  private static long term(Etcd target) {
    Bytes key = World.KEYS.term();
    KeyValue term = target.get(List.of(key), 0).await().keys().get(key);
    return term == null ? 0 : TermRecord.fromJson(term.value()).term();
  }

  private static void require(boolean holds, Revision revision, String what) {
    if (!holds) {
      throw new Checker.Violation("target revision " + revision.number() + ": " + what);
    }
  }
}
