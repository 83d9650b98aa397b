package io.understudy.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The three services of one site as processes: sync-service from the start, the others when they
 * are asked for, failover-service with its runbook. {@link #close} ends them.
 */
public final class SiteServices implements AutoCloseable {

  /** What changing calls need. */
  public static final String TOKEN = "a token of the tests";

  /** They share few cores and many live for seconds: without C2 a start costs a third less. */
  private static final List<String> SMALL =
      List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static final Duration PATIENCE = Duration.ofSeconds(480);
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final Duration CALL = Duration.ofSeconds(60);
  private static final int LOG_LINES = 30;
  private static final int OK = 200;

  private final SiteSetup setup;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<ServiceProcess> started = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private final SyncService sync;
  private Optional<MonitorService> monitor = Optional.empty();
  private Optional<Failover> failover = Optional.empty();

  private record Failover(FailoverService process, FailoverClient client) {}

  private SiteServices(SiteSetup setup) {
    this.setup = setup;
    Path token = file("token");
    write(token, TOKEN + "\n");
    environment.putAll(setup.common());
    environment.put("UNDERSTUDY_API_TOKEN_FILE", token.toString());
    Map<String, String> ofSync = new HashMap<>(environment);
    ofSync.putAll(setup.ofSync());
    sync = SyncService.start(ofSync, log("sync"), SMALL);
    started.add(sync);
    environment.put("UNDERSTUDY_SYNC_URL", sync.address());
    environment.put("UNDERSTUDY_SYNC_TOKEN_FILE", token.toString());
  }

  /** Starts sync-service and monitor-service. They are not up yet when this returns. */
  public static SiteServices start(SiteSetup setup) {
    SiteServices services = new SiteServices(setup);
    services.startMonitor();
    return services;
  }

  /** Starts sync-service. It is not up yet when this returns. */
  public static SiteServices startMirror(SiteSetup setup) {
    return new SiteServices(setup);
  }

  /** Starts monitor-service. It is not up yet when this returns. */
  public void startMonitor() {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(setup.ofMonitor());
    MonitorService process = MonitorService.start(all, log("monitor"), SMALL);
    started.add(process);
    monitor = Optional.of(process);
  }

  /**
   * Starts a further replica of monitor-service, which knows failover-service, and waits until it
   * answers: the page at its root shows all three services.
   */
  public MonitorService startDashboard(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("UNDERSTUDY_FAILOVER_URL", failoverProcess().address());
    all.putAll(settings);
    MonitorService process = MonitorService.start(all, log("dashboard"), SMALL);
    started.add(process);
    await(process, "monitor-service answers", () -> text(process, "/healthz").equals("ok\n"));
    return process;
  }

  private Map<String, String> ofFailover() {
    Map<String, String> all = new HashMap<>(environment);
    all.put("UNDERSTUDY_MONITOR_URL", monitor().address());
    all.put("UNDERSTUDY_SITE_NAME", setup.site());
    all.put("UNDERSTUDY_PEER_NAME", setup.peer());
    all.put("UNDERSTUDY_RUN_POLL_MS", "100");
    all.put("UNDERSTUDY_RUN_TURN_TTL_SECONDS", "10");
    all.put("UNDERSTUDY_RUN_PLAN_TIMEOUT_MS", "120000");
    all.put("UNDERSTUDY_RUNBOOK_FILE", runbook().toString());
    all.putAll(setup.ofFailover());
    return all;
  }

  /** Waits until monitor-service answers and the mirror tails and has compared both sides. */
  public void awaitSound() {
    await(
        sync, "the mirror is sound", () -> text(sync, "/api/v1/status").contains("\"sound\":true"));
    MonitorService watching = monitor();
    await(watching, "monitor-service answers", () -> text(watching, "/healthz").equals("ok\n"));
  }

  /**
   * Starts failover-service, waits until it answers.
   *
   * @param runbook text of it
   */
  public void startFailover(String runbook) {
    write(runbook(), runbook);
    startFailover();
  }

  /** Starts it again after {@link #killFailover}, as it was. Its address is another one. */
  public void startFailover() {
    FailoverService process = launchFailover();
    await(process, "failover-service answers", failover()::isUp);
  }

  /** The same, without waiting until it answers. */
  public FailoverService launchFailover() {
    FailoverService process = FailoverService.start(ofFailover(), log("failover"), SMALL);
    started.add(process);
    failover = Optional.of(new Failover(process, new FailoverClient(process.address(), TOKEN)));
    return process;
  }

  /** Changes a setting of failover-service, for when it is started next. */
  public void configureFailover(String variable, String value) {
    environment.put(variable, value);
  }

  /** SIGKILL. */
  public void killFailover() {
    Failover running = failover.orElseThrow();
    running.process().kill();
    running.client().close();
  }

  /** All that were started, those that have ended too. */
  public List<ServiceProcess> processes() {
    return List.copyOf(started);
  }

  /** What the other site's services read the token from. */
  public Path tokenFile() {
    return file("token");
  }

  public SyncService sync() {
    return sync;
  }

  public MonitorService monitor() {
    return monitor.orElseThrow();
  }

  public FailoverService failoverProcess() {
    return failover.orElseThrow().process();
  }

  /** Asks the one that was started last. */
  public FailoverClient failover() {
    return failover.orElseThrow().client();
  }

  /**
   * Asks sync-service or monitor-service, without the token.
   *
   * @return the answer's text, empty if it is not 200
   */
  public String text(ServiceProcess service, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(service.address() + path)).timeout(CALL).build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == OK ? answer.body() : "";
    } catch (IOException failure) {
      throw new UncheckedIOException(service.address() + " does not answer", failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking a service", interruption);
    }
  }

  @Override
  public void close() {
    started.forEach(ServiceProcess::close);
    failover.ifPresent(running -> running.client().close());
    http.shutdownNow();
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(ServiceProcess service, String what, Condition condition) {
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(EVERY)
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(() -> !service.isRunning() || condition.holds());
    } catch (ConditionTimeoutException late) {
      throw new IllegalStateException(
          "not so after " + PATIENCE + ": " + what + "\n" + service.logTail(LOG_LINES), late);
    }
    if (!service.isRunning()) {
      throw new IllegalStateException(
          "it ended before " + what + ":\n" + service.logTail(LOG_LINES));
    }
  }

  private Path log(String service) {
    return file(service + ".log");
  }

  private Path runbook() {
    return file("runbook.yaml");
  }

  private Path file(String name) {
    return setup.directory().resolve(setup.site() + "-" + name);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + file, failure);
    }
  }
}
