package io.understudy.core.mirror;

/** The source revision that keys are settled at, and how to move on to a newer one. */
interface Base {

  /** Every change up to here is in the index. */
  long revision();

  /**
   * Takes in newer revisions if the source's stream presses, after all that is queued is written.
   */
  void keepUp();

  /** The revision is compacted away: waits for newer ones and takes them in. */
  void moveOn();
}
