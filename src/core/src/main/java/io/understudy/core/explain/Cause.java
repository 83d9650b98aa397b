package io.understudy.core.explain;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.FieldManager;
import io.understudy.core.registry.OwnerReference;
import io.understudy.core.scope.Placement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The likeliest cause of a difference, with its evidence. Names only, never a value. */
public sealed interface Cause {

  /** As in reports, metrics and documentation: {@code owner-missing}. */
  default String id() {
    return switch (this) {
      case OwnerMissing missing -> "owner-missing";
      case OwnerOtherUid other -> "owner-other-uid";
      case WrittenOnStandby written -> "written-on-standby";
      case LeaseRanOut over -> "lease-ran-out";
      case OutOfScope out -> "out-of-scope";
      case Blocked blocked -> "blocked";
      case InFlight inFlight -> "in-flight";
      case CannotCompare encrypted -> "cannot-compare";
      case Unknown unknown -> "unknown";
    };
  }

  /** For people: one sentence without a full stop. */
  String text();

  /**
   * The source's object has an owner that the standby does not have: its garbage collector deletes
   * the object, or takes the reference away.
   *
   * @param targetRevision at which the owner was looked for
   */
  record OwnerMissing(OwnerReference owner, long targetRevision) implements Cause {
    @Override
    public String text() {
      return "its owner "
          + named(owner)
          + " is not on the standby at revision "
          + targetRevision
          + ", so the garbage collector removes what depends on it";
    }
  }

  /**
   * As {@link OwnerMissing}, but another object has the owner's name.
   *
   * @param at its key
   * @param foundUid its UID
   */
  record OwnerOtherUid(OwnerReference owner, Bytes at, String foundUid) implements Cause {
    @Override
    public String text() {
      return "its owner "
          + named(owner)
          + " has UID "
          + foundUid
          + " on the standby, so the garbage collector takes it for absent";
    }
  }

  /**
   * Somebody other than the mirror wrote or deleted it on the target.
   *
   * @param targetRevision of that write
   * @param deletion whether it was a deletion
   * @param proof how it is known not to be the mirror's
   * @param by the newest entry of {@code managedFields} that the source's value does not have;
   *     empty if there is none, as after a write past the API server
   */
  record WrittenOnStandby(
      long targetRevision, boolean deletion, Proof proof, Optional<FieldManager> by)
      implements Cause {

    /** How a write is known not to be the mirror's. */
    public enum Proof {
      /** No control record of the link changed at that revision. */
      HISTORY,
      /** The key is on record as foreign. */
      FOREIGN_RECORD,
      /** History is compacted; {@code managedFields} has a later write than the source knows. */
      MANAGED_FIELDS
    }

    @Override
    public String text() {
      String who =
          by.map(
                  manager ->
                      " by field manager '"
                          + manager.name()
                          + "' ("
                          + manager.operation()
                          + (manager.subresource().isEmpty() ? "" : " of " + manager.subresource())
                          + ")"
                          + manager.at().map(at -> " at " + at).orElse(""))
              .orElse(deletion ? "" : ", past the API server or without a field manager");
      return (deletion ? "deleted" : "written")
          + " on the standby at revision "
          + targetRevision
          + who
          + ", not by the mirror";
    }
  }

  /**
   * It hung on a lease of the target, and that is over, while the source still has it: whoever made
   * it there keeps its lease alive without writing it.
   *
   * @param deletedAt target revision at which it went; empty if history shows none any more, and
   *     all that is known is that the source's hangs on a lease
   */
  record LeaseRanOut(OptionalLong deletedAt) implements Cause {
    @Override
    public String text() {
      return deletedAt.isPresent()
          ? "its lease on the standby ran out at revision "
              + deletedAt.getAsLong()
              + ", while the primary's was renewed or is longer"
          : "it hangs on a lease, which must have run out on the standby before its history begins";
    }
  }

  /** The two values fall under rules that place them differently. */
  record OutOfScope(Side source, Side target) implements Cause {

    /**
     * @param rule its name
     * @param placement what it says, the owners not considered
     */
    public record Side(String rule, Placement placement) {
      private String text() {
        return "rule '"
            + rule
            + "' ("
            + placement.name().toLowerCase(Locale.ROOT).replace('_', '-')
            + ")";
      }
    }

    @Override
    public String text() {
      return "the source's value falls under "
          + source.text()
          + ", the target's under "
          + target.text();
    }
  }

  /**
   * Too large for the target.
   *
   * @param bytes size of the source's value
   * @param limitBytes largest value that the target takes
   */
  record Blocked(long bytes, long limitBytes) implements Cause {
    @Override
    public String text() {
      return "its value of "
          + bytes
          + " bytes is too large for the target, which takes "
          + limitBytes
          + " (understudy.target.max-request-bytes)";
    }
  }

  /**
   * At a later pair of revisions it is as it should be.
   *
   * @param watermark W of that pair
   * @param targetRevision T of that pair
   */
  record InFlight(long watermark, long targetRevision) implements Cause {
    @Override
    public String text() {
      return "it was on its way: equal at source revision "
          + watermark
          + " and target revision "
          + targetRevision;
    }
  }

  /**
   * A value is encrypted, and no configuration here opens it.
   *
   * @param side {@code source} or {@code target}
   * @param provider as {@code aescbc} or {@code kms}
   * @param keyName the configured key's name
   */
  record CannotCompare(String side, String provider, String keyName) implements Cause {
    @Override
    public String text() {
      return "the "
          + side
          + "'s value is encrypted by provider "
          + provider
          + " with key '"
          + keyName
          + "', which no configuration given here opens";
    }
  }

  /**
   * @param lookedAt what was looked at in vain
   */
  record Unknown(List<String> lookedAt) implements Cause {
    public Unknown {
      lookedAt = List.copyOf(lookedAt);
    }

    @Override
    public String text() {
      return "not known; " + String.join("; ", lookedAt);
    }
  }

  private static String named(OwnerReference owner) {
    return owner.kind() + " " + owner.name() + " (UID " + owner.uid() + ")";
  }
}
