package io.understudy.failover.dns;

import io.understudy.failover.step.StepContext;
import java.util.List;

/** Where a name's records are kept and changed, beside the servers that then answer them. */
interface RecordStore {

  /** What it is, and where, for plans and messages. */
  String text();

  /** What it holds now. Throws nothing. */
  Lookup read(String name);

  /**
   * What would stand against changing a name, found without changing anything.
   *
   * @param current what was read of the name just now
   * @return each with what to do; empty if nothing is known
   */
  List<String> obstacles(String name, HostRecords current);

  /**
   * Changes a name, or has it changed, all of it or nothing, and only if it is still {@code from}.
   */
  Outcome replace(StepContext context, String name, HostRecords from, HostRecords to)
      throws InterruptedException;

  /** Whether a drill may change a name here. */
  boolean changesInDrill();

  /** What became of a change. */
  sealed interface Outcome {

    /**
     * It was taken.
     *
     * @param waitsFor what has still to happen until the zone's servers answer it
     */
    record Taken(String waitsFor) implements Outcome {}

    /** Nothing was changed. */
    record Refused(String why) implements Outcome {}

    /** The answer was lost: it may have been taken. */
    record Unknown(String why) implements Outcome {}
  }
}
