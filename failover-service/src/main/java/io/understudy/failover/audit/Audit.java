package io.understudy.failover.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** The audit log of this process. Counts what it could not write. */
@Singleton
public class Audit implements AuditLog {

  private static final Logger LOG = Logger.getLogger(Audit.class);

  private final AuditLog log;
  private final AtomicLong failures = new AtomicLong();

  @Inject
  Audit(AuditConfig config) {
    this(
        config
            .file()
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .<AuditLog>map(name -> new AuditFile(usable(name)))
            .orElseGet(LoggedAudit::new));
  }

  Audit(AuditLog log) {
    this.log = log;
  }

  @Override
  public void write(ObjectNode line) throws AuditException {
    try {
      log.write(line);
    } catch (AuditException failure) {
      failures.incrementAndGet();
      throw failure;
    }
  }

  /** For what has happened already: that it has no line is told, and stops nothing. */
  public void writeOrWarn(ObjectNode line) {
    try {
      write(line);
    } catch (AuditException failure) {
      LOG.errorf("A line of the audit log is lost reason=\"%s\"", failure.getMessage());
    }
  }

  @Override
  public boolean isKept() {
    return log.isKept();
  }

  @Override
  public Set<Integer> entries(String run) throws AuditException {
    return log.entries(run);
  }

  /** Lines that could not be written. */
  public long failures() {
    return failures.get();
  }

  private static Path usable(String name) {
    Path file = Path.of(name).toAbsolutePath();
    Optional<Path> directory = Optional.ofNullable(file.getParent());
    boolean isUsable =
        Files.exists(file)
            ? Files.isRegularFile(file) && Files.isWritable(file)
            : directory.filter(Files::isDirectory).filter(Files::isWritable).isPresent();
    if (!isUsable) {
      throw new ConfigurationException(
          "understudy.audit.file: "
              + file
              + " cannot be written; name a file in a directory that is there and may be written");
    }
    return file;
  }
}
