package io.understudy.e2e.demo;

import io.understudy.e2e.StatusClient;
import io.understudy.e2e.SyncService;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Everything the demo starts, and ends again: at {@link #close}, or when the process is told to
 * end.
 */
final class DemoSites implements AutoCloseable {

  private static final int LOG_LINES_SHOWN = 15;

  private final Screen screen;
  private final EtcdProcess primary;
  private final EtcdProcess standby;
  private final IndependentClient primaryClient;
  private final IndependentClient standbyClient;
  private final Path log;
  private final AtomicBoolean ending = new AtomicBoolean();
  private Optional<SyncService> service = Optional.empty();
  private Optional<StatusClient> status = Optional.empty();

  private DemoSites(Screen screen, EtcdProcess primary, EtcdProcess standby) {
    this.screen = screen;
    this.primary = primary;
    this.standby = standby;
    this.primaryClient = primary.client();
    this.standbyClient = standby.client();
    this.log = newLog();
  }

  /**
   * Starts both etcds.
   *
   * @throws IllegalStateException if one does not start; says why and what to install
   */
  static DemoSites start(Screen screen) {
    EtcdProcess primary = EtcdProcess.start();
    DemoSites sites = new DemoSites(screen, primary, EtcdProcess.start());
    // Of etcds, each process sees to itself; the service is ended here.
    Runtime.getRuntime().addShutdownHook(new Thread(sites::endedFromOutside));
    return sites;
  }

  EtcdProcess primary() {
    return primary;
  }

  EtcdProcess standby() {
    return standby;
  }

  IndependentClient primaryClient() {
    return primaryClient;
  }

  IndependentClient standbyClient() {
    return standbyClient;
  }

  /** Starts the mirror between the two. */
  synchronized void startService() {
    if (ending.get()) {
      throw new IllegalStateException("told to end");
    }
    SyncService started =
        SyncService.start(
            Map.of(
                "UNDERSTUDY_SOURCE_ENDPOINTS", primary.endpoint(),
                "UNDERSTUDY_TARGET_ENDPOINTS", standby.endpoint()),
            log,
            List.of("-Xmx256m"));
    service = Optional.of(started);
    status = Optional.of(new StatusClient(started.address()));
  }

  SyncService service() {
    return service.orElseThrow();
  }

  StatusClient status() {
    return status.orElseThrow();
  }

  /** Whether somebody told the demo to end, so that failures mean nothing any more. */
  boolean areEnding() {
    return ending.get();
  }

  /** Shows what the service said last. Its log stays. */
  void explainFailure() {
    service.ifPresent(
        mirror -> {
          screen.say("the last lines of sync-service's log, " + log + ":");
          screen.say(mirror.logTail(LOG_LINES_SHOWN));
        });
  }

  /** Ends everything. The log goes with it unless the service has failed. */
  @Override
  public void close() {
    if (!ending.compareAndSet(false, true)) {
      return;
    }
    endService();
    primaryClient.close();
    standbyClient.close();
    primary.close();
    standby.close();
  }

  void removeLog() {
    try {
      Files.deleteIfExists(log);
      Files.deleteIfExists(log.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + log, e);
    }
  }

  private void endedFromOutside() {
    if (!ending.compareAndSet(false, true)) {
      return;
    }
    screen.say("");
    screen.say("demo: ending both etcds and the mirror");
    endService();
    removeLog();
  }

  private synchronized void endService() {
    status.ifPresent(StatusClient::close);
    service.ifPresent(SyncService::close);
  }

  private static Path newLog() {
    try {
      return Files.createTempDirectory("understudy-demo").resolve("sync-service.log");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary directory", e);
    }
  }
}
