package io.understudy.failover.audit;

import io.understudy.core.failover.Entry;
import io.understudy.core.failover.Event;
import io.understudy.core.failover.RunBook;
import io.understudy.failover.run.RunListener;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * A line for each entry that this process adds to a journal; after it took a run over, also for
 * those before that its file lacks, as a process that died had no time to write them. An entry is
 * written twice only if the file was rotated in between, or cannot be read.
 */
@Singleton
public class JournalAudit implements RunListener {

  private static final Logger LOG = Logger.getLogger(JournalAudit.class);
  private static final int MOST_RUNS = 8;

  private final Audit audit;

  /** Numbers of entries that have a line, by run, the latest runs. */
  private final Map<String, Set<Integer>> written = new LinkedHashMap<>();

  @Inject
  JournalAudit(Audit audit) {
    this.audit = audit;
  }

  @Override
  public synchronized void told(RunBook.Kept kept, Event event) {
    if (event instanceof Event.TakenOver) {
      writeMissing(kept);
      return;
    }
    Entry last = kept.journal().last();
    write(kept, last.event().equals(event) ? entry -> entry.equals(last) : is(event));
  }

  /** An entry of somebody else may have come after it. */
  private static Predicate<Entry> is(Event event) {
    return entry -> entry.event().equals(event);
  }

  /**
   * Writes what is missing of a run that has ended, if its beginning is in the file: this process
   * may have died between its last entry and the line of it.
   */
  public synchronized void complete(RunBook.Kept ended) {
    if (audit.isKept() && !read(ended.id()).isEmpty()) {
      writeMissing(ended);
    }
  }

  private void writeMissing(RunBook.Kept kept) {
    Entry last = kept.journal().last();
    Set<Integer> there = ofRun(kept.id());
    there.addAll(read(kept.id()));
    write(kept, entry -> audit.isKept() || entry.equals(last));
  }

  private void write(RunBook.Kept kept, Predicate<Entry> which) {
    Set<Integer> there = ofRun(kept.id());
    for (Entry entry : kept.journal().entries()) {
      if (which.test(entry) && there.add(entry.number())) {
        audit.writeOrWarn(EntryLine.json(kept.id(), kept.state(), entry));
      }
    }
  }

  private Set<Integer> ofRun(String id) {
    Set<Integer> there = written.computeIfAbsent(id, first -> new TreeSet<>());
    while (written.size() > MOST_RUNS) {
      written.remove(written.keySet().iterator().next());
    }
    return there;
  }

  private Set<Integer> read(String id) {
    try {
      return audit.entries(id);
    } catch (AuditException unreadable) {
      LOG.errorf("Lines may be written twice reason=\"%s\"", unreadable.getMessage());
      return Set.of();
    }
  }
}
