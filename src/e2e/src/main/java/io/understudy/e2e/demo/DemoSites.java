package io.understudy.e2e.demo;

import io.understudy.e2e.RunbookText;
import io.understudy.e2e.SiteServices;
import io.understudy.e2e.SiteSetup;
import io.understudy.e2e.StatusClient;
import io.understudy.e2e.SyncService;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.HaProxy;
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
  private Optional<HaProxy> vip = Optional.empty();
  private Optional<SiteServices> services = Optional.empty();
  private Optional<SiteServices> others = Optional.empty();
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
    SiteServices started = start("site-b", standby, "site-a", primary);
    services = Optional.of(started);
    status = Optional.of(new StatusClient(started.sync().address()));
  }

  /**
   * Starts what else there is: an HAProxy before the primary's etcd, the primary's own
   * sync-service, which waits for its turn, and the other two services of the standby.
   */
  void startAll() {
    screen.say("starting monitor-service and failover-service, and the primary's own sync-service");
    SiteServices here = services();
    synchronized (this) {
      vip = Optional.of(HaProxy.before(primary.address()));
      SiteServices there = start("site-a", primary, "site-b", standby);
      others = Optional.of(there);
      here.startMonitor();
      here.configureFailover("UNDERSTUDY_PEER_SYNC_URL", there.sync().address());
      here.configureFailover("UNDERSTUDY_PEER_SYNC_TOKEN_FILE", there.tokenFile().toString());
    }
    here.startFailover(runbook());
    here.awaitSound();
    screen.say("dashboard         " + here.monitor().address() + "/");
    screen.say("monitor-service   " + here.monitor().address());
    screen.say("failover-service  " + here.failoverProcess().address());
    screen.say("users' VIP        " + usersEndpoint() + "  leads to the primary");
  }

  private SiteServices start(String site, EtcdProcess etcd, String peer, EtcdProcess other) {
    if (ending.get()) {
      throw new IllegalStateException("told to end");
    }
    return SiteServices.startMirror(
        new SiteSetup(
            site,
            peer,
            directory,
            Map.of(
                "UNDERSTUDY_SOURCE_ENDPOINTS", other.endpoint(),
                "UNDERSTUDY_TARGET_ENDPOINTS", etcd.endpoint()),
            Map.of(),
            Map.of()));
  }

  /** The fence is the closed port; afterwards the old primary is made the standby. */
  private String runbook() {
    return new RunbookText()
        .lookBefore()
        .fence(RunbookText.vip("site-a", vip.orElseThrow()))
        .takeOver()
        .answers(service().address() + "/q/health/live")
        .step(
            """
            - name: old-primary-quiet
              type: require-stopped
              in: reprotect
              with: {proofs: [quiet], seconds: 2}
            - {name: orphans, type: list-orphans, in: reprotect}
            - {name: confirm-orphans, type: confirm-orphans, in: reprotect}
            - {name: mirror-the-other-way, type: reverse-link, in: reprotect}
            - {name: drop-orphans, type: drop-orphans, in: reprotect}
            """)
        .toString();
  }

  /** Where users write, as long as its port is open. */
  String usersEndpoint() {
    return "http://127.0.0.1:" + vip.orElseThrow().port();
  }

  /**
   * Writes what a shell needs to ask the services, if somebody said where.
   *
   * @return the command that reads it
   */
  String writeEnvironment() {
    String file = System.getProperty("demo.environment", "");
    String text =
        """
        export UNDERSTUDY_SYNC_URL=%s
        export UNDERSTUDY_MONITOR_URL=%s
        export UNDERSTUDY_FAILOVER_URL=%s
        export UNDERSTUDY_TOKEN_FILE=%s
        """
            .formatted(
                service().address(),
                services().monitor().address(),
                services().failoverProcess().address(),
                services().tokenFile());
    if (file.isEmpty()) {
      return text.strip().replace("\n", "; ");
    }
    try {
      Path path = Path.of(file).toAbsolutePath();
      Path parent = path.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(path, text);
      path.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    return "source " + file;
  }

  /** Whether the old primary's own sync-service mirrors, and has compared everything. */
  boolean isMirroredTheOtherWay() {
    SiteServices there = others.orElseThrow();
    return there.text(there.sync(), "/api/v1/status").contains("\"sound\":true");
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
    Stream.concat(services.stream(), others.stream())
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
    vip.ifPresent(HaProxy::close);
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

  /** Both etcds and the proxy end by themselves then. */
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
    others.ifPresent(SiteServices::close);
  }

  private static Path newDirectory() {
    try {
      return Files.createTempDirectory("understudy-demo");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary directory", e);
    }
  }
}
