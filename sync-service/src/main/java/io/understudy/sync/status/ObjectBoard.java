package io.understudy.sync.status;

import io.understudy.core.ownership.RuleCount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of the objects on both sides, in numbers. Safe for use by several threads. */
public final class ObjectBoard {

  private Status.@Nullable Placements placements;
  private List<Status.Ruled> byRule = List.of();
  private @Nullable Long foreignKeys;
  private Status.@Nullable Encryption encryption;
  private @Nullable String encryptionFileError;

  synchronized void placements(long mirrored, long parked, long leftOut, long unparsable) {
    placements = new Status.Placements(mirrored, parked, leftOut, unparsable, byRule);
  }

  synchronized void byRule(List<RuleCount> counts) {
    byRule = counts.stream().map(Status.Ruled::of).toList();
    if (placements != null) {
      placements = placements.with(byRule);
    }
  }

  synchronized void foreign(long count) {
    foreignKeys = count;
  }

  synchronized void encrypted(long orderUnproven, long undecryptable) {
    encryption = Status.Encryption.of(orderUnproven, undecryptable, encryptionFileError);
  }

  /**
   * @param error why a changed encryption configuration could not be read, null if it could
   */
  public synchronized void encryptionFile(@Nullable String error) {
    encryptionFileError = error;
    Status.Encryption known = encryption;
    encryption =
        Status.Encryption.of(
            known == null ? 0 : known.orderUnproven(),
            known == null ? 0 : known.undecryptable(),
            error);
  }

  synchronized Status.@Nullable Placements placements() {
    return placements;
  }

  synchronized @Nullable Long foreignKeys() {
    return foreignKeys;
  }

  synchronized Status.@Nullable Encryption encryption() {
    return encryption;
  }
}
