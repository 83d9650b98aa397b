package io.understudy.sync.kubernetes;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Kubernetes Lease that shows who leads. It decides nothing: etcd's election does.
 *
 * @param holder the leader's pod name, empty if nobody leads
 * @param acquired since when the holder leads
 * @param renewed when it was last seen to lead
 * @param transitions times that the holder changed
 * @param durationSeconds after which a Lease that is not renewed says nothing any more
 */
record LeaderLease(
    String holder,
    @Nullable Instant acquired,
    @Nullable Instant renewed,
    int transitions,
    int durationSeconds) {

  /**
   * What this replica has to write.
   *
   * @param shown the Lease as it is, empty if there is none
   * @param leader who leads by etcd's record, empty if nobody does
   * @return empty if there is nothing to write
   */
  static Optional<LeaderLease> due(
      Optional<LeaderLease> shown,
      Optional<String> leader,
      String me,
      int durationSeconds,
      Instant now) {
    if (leader.isPresent() && leader.get().equals(me)) {
      return Optional.of(held(shown, me, durationSeconds, now));
    }
    boolean claimsMe = shown.isPresent() && shown.get().holder.equals(me);
    boolean isLeft = leader.isEmpty() && shown.isPresent() && shown.get().isOverdue(now);
    return claimsMe || isLeft ? shown.map(LeaderLease::cleared) : Optional.empty();
  }

  /** The same when this replica stops: whatever others do, it leads no more. */
  static Optional<LeaderLease> left(Optional<LeaderLease> shown, String me) {
    return shown.filter(lease -> lease.holder.equals(me)).map(LeaderLease::cleared);
  }

  private static LeaderLease held(
      Optional<LeaderLease> shown, String me, int durationSeconds, Instant now) {
    if (shown.isEmpty()) {
      return new LeaderLease(me, now, now, 0, durationSeconds);
    }
    LeaderLease before = shown.get();
    boolean same = before.holder.equals(me) && before.acquired != null;
    return new LeaderLease(
        me,
        same ? before.acquired : now,
        now,
        before.holder.equals(me) ? before.transitions : before.transitions + 1,
        durationSeconds);
  }

  /** Nobody leads; the rest stays for whoever looks back. */
  private LeaderLease cleared() {
    return new LeaderLease("", acquired, renewed, transitions, durationSeconds);
  }

  /** Its holder vanished, and nobody has taken over. */
  private boolean isOverdue(Instant now) {
    return !holder.isEmpty()
        && (renewed == null || !now.isBefore(renewed.plusSeconds(durationSeconds)));
  }
}
