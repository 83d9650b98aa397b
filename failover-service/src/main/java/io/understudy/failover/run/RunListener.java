package io.understudy.failover.run;

import io.understudy.core.failover.Event;
import io.understudy.core.failover.RunBook;

/** Is told what this process puts on record of runs, in the order of each run. */
public interface RunListener {

  /**
   * A run is never stopped by what this throws.
   *
   * @param kept with the event, perhaps with later ones
   */
  void told(RunBook.Kept kept, Event event);
}
