package io.understudy.failover.reprotect;

import io.understudy.core.orphan.OrphanList;
import io.understudy.core.orphan.OrphanSink;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/** Lists and exports the orphans of the other site, one listing at a time. */
public final class OrphanDesk {

  private final Function<OrphanSink, OrphanList> finder;
  private final OrphanSettings settings;
  private final ReentrantLock turn = new ReentrantLock(true);

  /** A list, counted, and the first orphans of it. */
  record Listing(OrphanList list, OrphanTally tally) {}

  /** A list, all of it in a file that goes when it is closed. */
  record Whole(OrphanList list, OrphanSpool spool) {}

  /**
   * A list with its values in a file.
   *
   * @param proof read back from that file
   */
  record Exported(OrphanList list, Path file, OrphanExport.Proof proof) {}

  /** Another listing did not end in time, or the process stops. */
  static final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BusyException(String message) {
      super(message);
    }
  }

  /** There is no file to export to. */
  static final class NoFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoFileException() {
      super(
          "no file is configured to export to; set understudy.orphans.export-file to a file in a"
              + " directory that only administrators read");
    }
  }

  OrphanDesk(Function<OrphanSink, OrphanList> finder, OrphanSettings settings) {
    this.finder = finder;
    this.settings = settings;
  }

  /**
   * @param keep most orphans that are named
   * @throws io.understudy.core.orphan.NotExactException if they cannot be told exactly
   * @throws io.understudy.core.port.EtcdException if an end does not answer
   * @throws BusyException if another listing goes on for too long
   */
  Listing list(int keep) {
    OrphanTally tally = new OrphanTally(keep, settings.groupsMax());
    return inTurn(() -> new Listing(finder.apply(tally), tally));
  }

  /** As {@link #list}, but all of them; to be closed. */
  Whole whole() {
    OrphanSpool spool = new OrphanSpool(settings.spoolDir());
    boolean done = false;
    try {
      OrphanList list = inTurn(() -> finder.apply(spool));
      spool.finish();
      done = true;
      return new Whole(list, spool);
    } finally {
      if (!done) {
        spool.close();
      }
    }
  }

  /** Beside the export: what no list had any more. Empty if none is configured. */
  Optional<Path> lastMomentFile() {
    return settings.exportFile().map(file -> file.resolveSibling(file.getFileName() + ".late"));
  }

  boolean canExport() {
    return settings.exportFile().isPresent();
  }

  /**
   * Writes all of them with their values, and reads the file back.
   *
   * @throws NoFileException if none is configured
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  Exported export() {
    Path file = settings.exportFile().orElseThrow(NoFileException::new);
    return inTurn(
        () -> {
          OrphanList list;
          try (OrphanExport export = new OrphanExport(file)) {
            list = finder.apply(export);
            export.finish(list);
          }
          OrphanExport.Proof proof = OrphanExport.prove(file);
          if (proof.count() != list.total() || !proof.digest().equals(list.digest())) {
            throw new IllegalStateException(
                file + " does not hold what was written to it; something else writes it too");
          }
          return new Exported(list, file, proof);
        });
  }

  private <T> T inTurn(Supplier<T> work) {
    try {
      if (!turn.tryLock(settings.patience().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new BusyException(
            "another listing of orphans has not ended within "
                + settings.patience().toSeconds()
                + " s; ask again later");
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new BusyException("this process stops; ask again");
    }
    try {
      return work.get();
    } finally {
      turn.unlock();
    }
  }
}
