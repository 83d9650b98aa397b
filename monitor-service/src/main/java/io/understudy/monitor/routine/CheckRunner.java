package io.understudy.monitor.routine;

import io.understudy.core.check.CannotTellException;
import io.understudy.core.check.CheckMode;
import io.understudy.core.check.CheckResult;
import io.understudy.core.control.CheckLists;
import io.understudy.core.control.CheckRecord.Healing;
import io.understudy.core.port.EtcdException;
import java.util.Optional;

/** Runs one check. Safe for several threads; one check is run at a time. */
public interface CheckRunner {

  /**
   * What came of it.
   *
   * @param lists which keys, as far as a record of the asked size has room
   * @param foreignKeys keys that the mirror has on record as foreign
   * @param healing what the mirror says of its own repairs, if it did in time
   */
  record Ran(CheckResult result, CheckLists lists, long foreignKeys, Optional<Healing> healing) {}

  /**
   * Compares both sides; the comparison begins after this call.
   *
   * @param keepMaxBytes of the record that is made of it
   * @throws CannotTellException if it cannot be known now
   * @throws EtcdException if an end does not answer
   */
  Ran run(CheckMode request, long keepMaxBytes);
}
