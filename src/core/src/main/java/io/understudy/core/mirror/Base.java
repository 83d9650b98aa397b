package io.understudy.core.mirror;

/** The source revision that keys are settled at, and how to move on to a newer one. */
interface Base {

  /** Every change up to here is in the index. */
  long revision();

  /** Whether the source's stream presses, so that newer revisions have to be taken in soon. */
  boolean isPressed();

  /** Takes in newer revisions. All that was queued at the present one must be in the target. */
  void keepUp();

  /** The revision is compacted away: waits for newer ones and takes them in, as above. */
  void moveOn();
}
