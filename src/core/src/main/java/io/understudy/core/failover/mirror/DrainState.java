package io.understudy.core.failover.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.TermRecord;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether the target holds all that its source held at some revision. */
public sealed interface DrainState {

  /**
   * It does.
   *
   * @param watermark source revision that the target equals
   */
  record Reached(long watermark) implements DrainState {}

  /** Not yet. */
  record Waiting(String why) implements DrainState {}

  /** And it will not by waiting. */
  record Never(String why, String remedy) implements DrainState {}

  /**
   * @param term of the target
   * @param checkpoint of the target at the same revision; null if there is none
   * @param paused whether somebody paused the mirror
   * @param revision source revision that has to be reached
   */
  static DrainState of(
      TermRecord term, @Nullable Checkpoint checkpoint, boolean paused, long revision) {
    if (term.isPromoted()) {
      return new Never(
          "this site is promoted, in term " + term.term() + " (" + term.reason() + ")",
          "nothing is mirrored into it any more; look at what promoted it before you go on");
    }
    if (paused) {
      return new Waiting("the mirror is paused; POST /api/v1/resume to sync-service");
    }
    if (checkpoint == null) {
      return new Waiting("there is no checkpoint: nothing has been mirrored yet");
    }
    if (checkpoint.phase() != Checkpoint.Phase.TAIL) {
      return new Waiting("phase is " + checkpoint.phase().name().toLowerCase(Locale.ROOT));
    }
    if (checkpoint.inParts()) {
      return new Waiting("the target is between the parts of one change");
    }
    if (checkpoint.watermark() < revision) {
      return new Waiting(
          "the watermark is " + checkpoint.watermark() + ", " + revision + " is wanted");
    }
    return new Reached(checkpoint.watermark());
  }
}
