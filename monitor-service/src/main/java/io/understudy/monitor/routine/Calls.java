package io.understudy.monitor.routine;

import io.understudy.core.control.CheckRecord;
import java.time.Duration;

/** Which results of calls are worth keeping. Pure. */
final class Calls {

  /** Within it the same finding is not kept again. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  private Calls() {}

  /**
   * @param kept the newest that is kept
   */
  static boolean saysTheSame(CheckRecord kept, CheckRecord called) {
    Duration between = Duration.between(kept.finishedAt(), called.finishedAt());
    return kept.result() == called.result()
        && kept.reading().keysOnly() == called.reading().keysOnly()
        && kept.counts().equals(called.counts())
        && kept.tolerated().equals(called.tolerated())
        && between.abs().compareTo(FRESH) < 0;
  }
}
