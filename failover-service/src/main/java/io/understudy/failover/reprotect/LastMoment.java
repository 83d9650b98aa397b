package io.understudy.failover.reprotect;

import io.understudy.core.failover.mirror.LateWrites;
import io.understudy.core.failover.mirror.LateWrites.Late;
import io.understudy.core.orphan.Orphan;
import io.understudy.core.orphan.OrphanDigest;
import io.understudy.core.orphan.OrphanList;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Classifier;
import io.understudy.failover.Ends;
import io.understudy.failover.mirror.SourceHistory;
import io.understudy.failover.step.StepFailedException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was written to the old primary between the last listing of its orphans and its demotion. It
 * is in no list that anybody confirmed, and from the demotion on the mirror overwrites it; but the
 * etcd's history still has it, so it is saved.
 */
record LastMoment(Ends ends, Classifier classifier, OrphanDesk desk) {

  private static final int LINES_MAX = 20;

  /**
   * Saves it beside the export, if there is any.
   *
   * @param confirmed the list as it was at last
   * @param demoted the old primary's revision that made it a standby
   * @param left time for it
   * @return lines of evidence
   */
  List<String> save(OrphanList confirmed, long demoted, Duration left) {
    long from = confirmed.sourceRevision() + 1;
    String between =
        "from the last listing to the demotion (revisions " + from + " to " + demoted + ")";
    try {
      List<Late> late =
          new SourceHistory(ends.source(), new LateWrites(classifier)).all(from, demoted, left);
      return late.isEmpty()
          ? List.of("nothing in scope was written there " + between)
          : saved(confirmed, demoted, late, between);
    } catch (StepFailedException | EtcdException | UncheckedIOException untold) {
      return List.of(
          "WARNING: whether anything was written there "
              + between
              + " cannot be told or saved: "
              + untold.getMessage());
    }
  }

  private List<String> saved(OrphanList confirmed, long demoted, List<Late> late, String between) {
    TreeMap<Bytes, Late> last = new TreeMap<>();
    late.forEach(change -> last.put(change.key(), change));
    List<String> lines = new ArrayList<>();
    Optional<Path> file = desk.lastMomentFile();
    String kept =
        file.map(path -> "saved in " + path + ", " + write(path, confirmed, demoted, last))
            .orElse("saved nowhere, as no understudy.orphans.export-file is configured");
    lines.add(
        "WARNING: "
            + last.size()
            + " objects were written or deleted there "
            + between
            + "; they were confirmed by nobody, the mirror overwrites them, and they are "
            + kept);
    last.values().stream().limit(LINES_MAX).map(Late::text).forEach(lines::add);
    return lines;
  }

  private String write(Path file, OrphanList confirmed, long demoted, TreeMap<Bytes, Late> last) {
    OrphanDigest digest = new OrphanDigest();
    long deleted = 0;
    try (OrphanExport export = new OrphanExport(file)) {
      for (Late change : last.values()) {
        KeyValue value = change.isDeletion() ? null : get(ends.source(), change.key(), demoted);
        Orphan orphan = orphan(change, value);
        digest.add(orphan);
        export.found(orphan, value);
        deleted += change.isDeletion() ? 1 : 0;
      }
      export.finish(
          new OrphanList(
              confirmed.handover(), demoted, last.size() - deleted, deleted, 0, 0, digest.hex()));
    }
    return "digest " + OrphanExport.prove(file).digest();
  }

  private Orphan orphan(Late change, @Nullable KeyValue value) {
    KeyValue here = get(ends.target(), change.key(), 0);
    Orphan.Here there;
    if (here == null) {
      there = Orphan.Here.ABSENT;
    } else {
      boolean isSame = value != null && value.value().equals(here.value());
      there = isSame ? Orphan.Here.EQUAL : Orphan.Here.CHANGED;
    }
    return new Orphan(
        change.isDeletion() ? Orphan.Kind.DELETED : Orphan.Kind.WRITTEN,
        change.key(),
        change.revision(),
        there,
        true);
  }

  private static @Nullable KeyValue get(Etcd etcd, Bytes key, long revision) {
    return etcd.get(List.of(key), revision).await().keys().get(key);
  }
}
