package io.understudy.core.gc;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.port.Bytes;
import io.understudy.core.registry.OwnerReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the garbage collector would do to a standby's registry, now and after an unpark, from one
 * reading at one revision. Never a value in it.
 *
 * @param revision T: target revision it was read at
 * @param checkpoint as it was at T; empty if there was none that could be read
 * @param starts how often the reading had to begin: more than once where compaction overtook it
 * @param taken parked objects that count in neither answer, as their place is taken
 */
public record GcReport(
    long revision,
    Optional<Checkpoint> checkpoint,
    int starts,
    long taken,
    Answer now,
    Answer afterUnpark) {

  public Answer answer(View view) {
    return view == View.NOW ? now : afterUnpark;
  }

  /** What an answer comes to. */
  public enum Conclusion {
    /** The collector would touch nothing, and nothing would stay parked. */
    SAFE,
    UNSAFE,
    /** Nothing unsafe was found, and of some objects it cannot be told. */
    UNPROVEN;

    /** As in answers and documentation. */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * @param objects in the registry
   * @param withOwners of them, those whose owners could be read and looked for
   * @param counts objects with owners by verdict, and unreadable ones as {@link GcVerdict#UNKNOWN}
   * @param otherUid objects neither kept nor only staying parked of which an owner's name is there
   *     under another UID
   * @param groups objects not kept, the larger groups first
   * @param ungrouped objects not kept that are in none of the groups, since there were too many
   * @param findings objects not kept, the worst verdicts first, as many as the limits allow
   */
  public record Answer(
      long objects,
      long withOwners,
      Map<GcVerdict, Long> counts,
      long otherUid,
      List<Group> groups,
      long ungrouped,
      List<Finding> findings) {

    public Answer {
      counts = Map.copyOf(counts);
      groups = List.copyOf(groups);
      findings = List.copyOf(findings);
    }

    public long count(GcVerdict verdict) {
      return counts.getOrDefault(verdict, 0L);
    }

    /** Objects that the collector would delete or patch, or that would stay parked. */
    public long unsafe() {
      long unsafe = 0;
      for (GcVerdict verdict : GcVerdict.values()) {
        unsafe += verdict.isUnsafe() ? count(verdict) : 0;
      }
      return unsafe;
    }

    public Conclusion conclusion() {
      if (unsafe() > 0) {
        return Conclusion.UNSAFE;
      }
      boolean isOpen = counts.keySet().stream().anyMatch(v -> v.isOpen() && count(v) > 0);
      return isOpen ? Conclusion.UNPROVEN : Conclusion.SAFE;
    }

    public boolean isSafe() {
      return conclusion() == Conclusion.SAFE;
    }
  }

  /**
   * @param resource with its group where the key spells one, as {@code widgets.example.com}
   * @param namespace empty for cluster-scoped objects
   */
  public record Group(GcVerdict verdict, String resource, String namespace, long objects) {}

  /**
   * One object that would not be kept.
   *
   * @param key where it belongs
   * @param parked whether it is parked
   * @param owners its owner references and what was found of each; empty if it cannot be read
   */
  public record Finding(Bytes key, boolean parked, GcVerdict verdict, List<Owner> owners) {

    public Finding {
      owners = List.copyOf(owners);
    }
  }

  /**
   * @param lookedUpAt key that the owner would have, empty if its kind is not known here
   * @param foundUid UID of what has that key instead
   */
  public record Owner(
      OwnerReference reference,
      OwnerState state,
      Optional<Bytes> lookedUpAt,
      Optional<String> foundUid) {}
}
