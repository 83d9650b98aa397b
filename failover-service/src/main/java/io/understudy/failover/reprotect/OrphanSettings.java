package io.understudy.failover.reprotect;

import io.understudy.service.settings.Problems;
import io.understudy.service.settings.RestSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How orphans are listed and exported, and how the other site is reached, all of it usable.
 *
 * @param exportFile empty if nothing is exported
 * @param spoolDir where a long list waits
 * @param attempts after a compaction of the old primary
 * @param groupsMax resources by namespace that are counted each by itself
 * @param patience with another listing that goes on
 * @param waitingMax calls that may go on or wait at once
 * @param pageMaxKeys of a listing or a read
 * @param pageMaxBytes of a read, aimed at
 * @param peerSync the other site's sync-service
 */
public record OrphanSettings(
    Optional<Path> exportFile,
    Path spoolDir,
    int attempts,
    int groupsMax,
    Duration patience,
    int waitingMax,
    int pageMaxKeys,
    int pageMaxBytes,
    RestSettings peerSync) {

  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final int DAY_MS = 24 * 3_600_000;

  /**
   * @throws io.understudy.service.settings.BadSettingsException with a line for each property that
   *     cannot be used
   */
  static OrphanSettings read(OrphansConfig given, PeerSyncConfig peer) {
    Problems problems = new Problems();
    OrphanSettings settings =
        new OrphanSettings(
            problems.read(
                "orphans.export-file",
                Optional.empty(),
                () -> set(given.exportFile()).map(OrphanSettings::file)),
            problems.read(
                "orphans.spool-dir",
                Path.of(""),
                () ->
                    directory(
                        Path.of(
                            set(given.spoolDir())
                                .orElseGet(() -> System.getProperty("java.io.tmpdir"))))),
            problems.number("orphans.attempts", given.attempts(), 1, 100),
            problems.number("orphans.groups-max", given.groupsMax(), 1, 100_000),
            problems.millis("orphans.wait-ms", given.waitMs(), 100, DAY_MS),
            problems.number("orphans.waiting-max", given.waitingMax(), 1, 150),
            problems.number("orphans.page.max-keys", given.page().maxKeys(), 1, 100_000),
            problems.number("orphans.page.max-bytes", given.page().maxBytes(), 64 * KIB, 64 * MIB),
            RestSettings.read("peer.sync", peer, problems));
    problems.throwIfAny();
    return settings;
  }

  private static Path file(String name) {
    Path file = Path.of(name).toAbsolutePath();
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(file + " is a directory; name a file in it");
    }
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + " is in no directory; name a file");
    }
    directory(parent);
    return file;
  }

  private static Path directory(Path path) {
    if (!Files.isDirectory(path)) {
      throw new IllegalArgumentException(path + " is no directory; make it, or name another");
    }
    if (!Files.isWritable(path)) {
      throw new IllegalArgumentException(path + " cannot be written; allow it, or name another");
    }
    return path;
  }

  private static Optional<String> set(Optional<String> text) {
    return text.map(String::strip).filter(value -> !value.isEmpty());
  }
}
