package io.understudy.sync.status;

import io.understudy.core.failover.truth.Seen;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a replica is doing, and what it saw last of the target. Guarded by its owner. */
final class Standing {

  Phase phase = Phase.STARTING;
  String reason = "the process started";
  boolean leading;
  boolean sound;
  boolean continuityProven;
  long committedRevision;
  List<Status.Warning> warnings = List.of();
  @Nullable Refusal lastRefusal;
  @Nullable Failure lastFailure;
  @Nullable ControlRecords records;
  @Nullable Seen site;
  private boolean tailAhead;

  void enter(Phase next, String why) {
    phase = next;
    reason = why;
    tailAhead = false;
    sound = false;
  }

  /** What it does now leads to the tail. */
  void tailAhead() {
    tailAhead = true;
  }

  boolean isTailAhead() {
    return tailAhead;
  }

  boolean isReady(@Nullable String targetError) {
    return switch (phase) {
      case TAIL -> sound;
      case FOLLOWING -> targetError == null && records != null && records.leader().isPresent();
      case PROMOTED -> targetError == null;
      case STARTING, COPY, RESYNC, PAUSED, REFUSED, FAILED -> false;
    };
  }

  boolean isWalking() {
    return phase == Phase.COPY || phase == Phase.RESYNC;
  }

  String continuity() {
    if (!leading || !isWalking() && phase != Phase.TAIL) {
      return "unknown";
    }
    return continuityProven ? "proven" : "unproven";
  }
}
