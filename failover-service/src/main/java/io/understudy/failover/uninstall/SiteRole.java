package io.understudy.failover.uninstall;

import io.understudy.core.control.RoleRecord;
import io.understudy.core.failover.truth.Seen;
import java.util.Optional;

/** What this site is, as far as can be told by who still answers. */
sealed interface SiteRole {

  /** For people. */
  String known();

  /** Its objects are the primary's. */
  record Standby(String known) implements SiteRole {}

  record Primary(String known) implements SiteRole {}

  /** Nothing was ever mirrored into it. */
  record Unused(String known) implements SiteRole {}

  record Unknown(String known) implements SiteRole {}

  /** What sync-service says. */
  sealed interface Word {

    /** Its own etcd's records. */
    record Told(Seen seen) implements Word {}

    /**
     * @param why with what to do
     */
    record Silent(String why) implements Word {}
  }

  static SiteRole of(Word word, KeptHere kept) {
    return switch (word) {
      case Word.Told told -> told(told.seen(), kept);
      case Word.Silent silent -> silent(silent.why(), kept);
    };
  }

  private static SiteRole told(Seen seen, KeptHere kept) {
    Optional<RoleRecord> role = seen.role();
    if (role.filter(RoleRecord::isPromoted).isPresent()) {
      return new Primary("it was promoted, in term " + role.get().term());
    }
    boolean isGiven = role.filter(record -> !record.assumed()).isPresent();
    if (isGiven || seen.mirroredFrom().isPresent()) {
      return new Standby("its records say that it is the standby");
    }
    // Somebody may have deleted the checkpoint, for everything to be compared anew.
    return kept.gate() == KeptHere.Gate.OURS
        ? new Standby("its records tell no role, and the standby gate is there")
        : new Unused("nothing was ever mirrored into it");
  }

  private static SiteRole silent(String why, KeptHere kept) {
    if (kept.gate() == KeptHere.Gate.OURS) {
      return new Standby("the standby gate is there, and sync-service cannot be asked: " + why);
    }
    return kept.hasLease()
        ? new Unknown(
            "sync-service cannot be asked: "
                + why
                + "; the standby gate is gone, as after a promotion, and a mirror was at work here")
        : new Unused("no mirror was ever at work here: there is neither its Lease nor the gate");
  }
}
