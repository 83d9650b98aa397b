package io.understudy.failover.audit;

import java.nio.file.Path;

/** For tests of other packages. */
public final class AuditFiles {

  private AuditFiles() {}

  /** As a process that has just started has it. */
  public static JournalAudit open(Path file) {
    return new JournalAudit(new Audit(new AuditFile(file)));
  }
}
