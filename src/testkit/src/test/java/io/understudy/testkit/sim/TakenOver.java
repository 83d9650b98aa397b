package io.understudy.testkit.sim;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.TermRecord;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Txn;
import io.understudy.core.role.Rival;
import io.understudy.core.role.RoleChange;
import io.understudy.core.role.RoleLimits;
import io.understudy.core.role.RoleRequest;
import io.understudy.core.role.Roles;
import io.understudy.testkit.ModelStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * A target that was the primary until the source took over from it: nothing may be mirrored into
 * it, nor may it be promoted, until somebody demotes it at a moment of chance.
 */
final class TakenOver {

  static final String NAME = "demoter";

  private static final long TARGET_CLUSTER = 2;
  private static final int LATEST_MILLIS = 6_000;
  private static final RoleLimits LIMITS = new RoleLimits(3, 4, Duration.ofMillis(20), 14);

  private final Random random;
  private final TermRecord primary;
  private boolean isDemoted;

  /**
   * @param seed of the life; what it does draws nothing from the life's own chance
   */
  TakenOver(long seed) {
    this.random = new Random(~seed);
    this.primary =
        new TermRecord(
            TermRecord.Role.PROMOTED,
            random.nextInt(1, 6),
            "operator",
            Instant.EPOCH,
            "failover",
            null,
            new TermRecord.Claim(TARGET_CLUSTER, 1, 1, Checkpoint.Phase.TAIL, false, null));
  }

  static boolean livesIn(long seed) {
    return seed % 8 == 2;
  }

  boolean isDemoted() {
    return isDemoted;
  }

  /** What the source's site has put on record of itself. */
  void begin(ModelStore source) {
    source.apply(new Txn(List.of(), List.of(Txn.put(World.KEYS.term(), primary.toJson()))));
  }

  /** An actor's body. */
  void act(Etcd target, Timing timing) {
    Roles roles = new Roles(target, World.KEYS, NAME, timing, LIMITS);
    timing.pause(Duration.ofMillis(random.nextInt(LATEST_MILLIS)));
    promoteInVain(roles, target, timing);
    timing.pause(Duration.ofMillis(random.nextInt(LATEST_MILLIS)));
    while (!isDemoted) {
      try {
        roles.demote(new RoleRequest(term(target), "reprotect", "life", false), primary.term());
      } catch (EtcdException lost) {
        // The network lost it: asked again.
      }
      timing.pause(Duration.ofMillis(100));
    }
  }

  private void promoteInVain(Roles roles, Etcd target, Timing timing) {
    boolean isAnswered = false;
    while (!isAnswered) {
      try {
        RoleRequest request = new RoleRequest(term(target), "take it back", "vain", true);
        RoleChange change = roles.promote(request, Rival.of(primary));
        isAnswered = !(change instanceof RoleChange.WrongTerm);
      } catch (EtcdException lost) {
        // The network lost it: asked again.
      }
      timing.pause(Duration.ofMillis(100));
    }
  }

  /**
   * @param isMirrors whether a mirror made it
   */
  void targetRevision(Revision revision, boolean isMirrors) {
    for (Revision.Change change : revision.changes()) {
      if (change instanceof Revision.Change.Put put && put.key().equals(World.KEYS.term())) {
        TermRecord term = TermRecord.fromJson(put.after().value());
        require(!term.isPromoted(), revision, "a site that was taken over from was promoted");
        isDemoted |= !isMirrors;
      } else {
        boolean isLead = change.key().equals(World.KEYS.leader());
        require(
            isDemoted || !isMirrors || isLead,
            revision,
            "the primary that the source took over from was mirrored into undemoted: "
                + change.key());
      }
    }
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
