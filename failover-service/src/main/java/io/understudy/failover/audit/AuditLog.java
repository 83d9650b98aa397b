package io.understudy.failover.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** Where lines go. Safe for several threads. */
public interface AuditLog {

  /**
   * Returns when the line is there for good.
   *
   * @throws AuditException if it cannot be written
   */
  void write(ObjectNode line) throws AuditException;

  /** Whether what was written can be read back after a restart. */
  boolean isKept();

  /**
   * Numbers of the entries of a run's journal that have a line; empty if lines are not kept.
   *
   * @throws AuditException if it cannot be read
   */
  Set<Integer> entries(String run) throws AuditException;
}
