package io.understudy.e2e.demo;

import io.understudy.e2e.SiteServices;
import io.understudy.e2e.SiteSetup;
import io.understudy.e2e.StatusClient;
import io.understudy.e2e.SyncService;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

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
  private final Path directory;
  private final AtomicBoolean ending = new AtomicBoolean();
  private Optional<SiteServices> services = Optional.empty();
  private Optional<StatusClient> status = Optional.empty();

  private DemoSites(Screen screen, EtcdProcess primary, EtcdProcess standby) {
    this.screen = screen;
    this.primary = primary;
    this.standby = standby;
    this.primaryClient = primary.client();
    this.standbyClient = standby.client();
    this.directory = newDirectory();
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
    SiteServices started =
        SiteServices.startMirror(
            new SiteSetup(
                "standby",
                "primary",
                directory,
                Map.of(
                    "UNDERSTUDY_SOURCE_ENDPOINTS", primary.endpoint(),
                    "UNDERSTUDY_TARGET_ENDPOINTS", standby.endpoint()),
                Map.of(),
                Map.of()));
    services = Optional.of(started);
    status = Optional.of(new StatusClient(started.sync().address()));
  }

  /** The standby's. */
  SiteServices services() {
    return services.orElseThrow();
  }

  SyncService service() {
    return services().sync();
  }

  StatusClient status() {
    return status.orElseThrow();
  }

  /** Whether somebody told the demo to end, so that failures mean nothing any more. */
  boolean areEnding() {
    return ending.get();
  }

  /** Shows what the services said last. The logs stay. */
  void explainFailure() {
    services.stream()
        .flatMap(running -> running.processes().stream())
        .forEach(
            process -> {
              screen.say("the last lines of " + process.log() + ":");
              screen.say(process.logTail(LOG_LINES_SHOWN));
            });
  }

  /** Ends everything but the logs. */
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

  void removeLogs() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + directory, e);
    }
  }

  private void endedFromOutside() {
    if (!ending.compareAndSet(false, true)) {
      return;
    }
    screen.say("");
    screen.say("demo: ending both etcds and the services");
    endService();
    removeLogs();
  }

  private synchronized void endService() {
    status.ifPresent(StatusClient::close);
    services.ifPresent(SiteServices::close);
  }

  private static Path newDirectory() {
    try {
      return Files.createTempDirectory("understudy-demo");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary directory", e);
    }
  }
}
