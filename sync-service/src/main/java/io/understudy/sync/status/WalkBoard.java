package io.understudy.sync.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far a walk over all keys has come, and the preflight before it. Guarded by its owner. */
final class WalkBoard {

  private Instant began = Instant.EPOCH;
  private Instant preflightBegan = Instant.EPOCH;
  private @Nullable Progress walk;
  private @Nullable Progress preflight;

  /** Another walk begins now. */
  void begin(Instant now) {
    began = now;
  }

  void walked(long keys, long ofAbout, Instant now) {
    walk = Progress.of(keys, ofAbout, began, now);
  }

  void preflight(long keys, long ofAbout, Instant now) {
    if (preflight == null) {
      preflightBegan = now;
    }
    preflight = Progress.of(keys, ofAbout, preflightBegan, now);
  }

  /** Neither goes on any more. */
  void end() {
    walk = null;
    preflight = null;
  }

  @Nullable Progress walk() {
    return walk;
  }

  @Nullable Progress preflight() {
    return preflight;
  }
}
