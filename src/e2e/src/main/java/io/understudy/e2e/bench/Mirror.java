package io.understudy.e2e.bench;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.e2e.SyncService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A sync-service at work, looked at from outside: by the checkpoint that it keeps in the target.
 */
final class Mirror implements AutoCloseable {

  private static final ControlKeys KEYS = new ControlKeys("global");
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private final SyncService service;
  private final Store target;

  private Mirror(SyncService service, Store target) {
    this.service = service;
    this.target = target;
  }

  /**
   * @param source endpoint it reads from; a link's, if there is one between
   * @param javaOptions more of them than {@link Side#OPTIONS}
   */
  static Mirror start(
      String source, String target, Store targetStore, Path log, List<String> javaOptions) {
    List<String> options = new java.util.ArrayList<>(Side.OPTIONS);
    options.addAll(javaOptions);
    return new Mirror(
        SyncService.start(
            Map.of(
                "UNDERSTUDY_SOURCE_ENDPOINTS", source,
                "UNDERSTUDY_TARGET_ENDPOINTS", target),
            log,
            options),
        targetStore);
  }

  /** One that somebody else started, and ends. */
  static Mirror watching(SyncService service, Store targetStore) {
    return new Mirror(service, targetStore);
  }

  /** The source revision that the target equals, 0 while it equals none. */
  long watermark() {
    Bytes stored = target.value(KEYS.checkpoint());
    if (stored.isEmpty()) {
      return 0;
    }
    Checkpoint checkpoint = Checkpoint.fromJson(stored);
    boolean equal = checkpoint.phase() == Checkpoint.Phase.TAIL && !checkpoint.inParts();
    return equal ? checkpoint.watermark() : 0;
  }

  /**
   * @throws BenchFailure if it takes too long, or the service has ended
   */
  void awaitWatermark(long revision, Duration atMost) {
    await("the target does not reach revision " + revision, atMost, () -> watermark() >= revision);
  }

  /** Waits for its first comparison of both sides. */
  void awaitSound(Duration atMost) {
    await("it does not call itself sound", atMost, () -> log().contains(": sound "));
  }

  private void await(String failure, Duration atMost, BooleanSupplier condition) {
    long end = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (!service.isRunning()) {
        throw new BenchFailure(failure + ": sync-service has ended; see " + service.log());
      }
      if (System.nanoTime() > end) {
        throw new BenchFailure(failure + " in " + atMost.toSeconds() + " s; see " + service.log());
      }
      Arrival.sleep(LOOK_EVERY);
    }
  }

  /** The most memory its process has ever occupied, in MiB; 0 where the system does not say. */
  long peakMebibytes() {
    return Memory.peakMebibytes(service.process().pid());
  }

  @Override
  public void close() {
    service.close();
  }

  private String log() {
    try {
      return Files.readString(service.log());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the log of sync-service", e);
    }
  }
}
