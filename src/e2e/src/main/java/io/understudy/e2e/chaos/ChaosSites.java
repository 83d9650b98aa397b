package io.understudy.e2e.chaos;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.scope.Rules;
import io.understudy.e2e.FailoverService;
import io.understudy.e2e.MonitorService;
import io.understudy.e2e.RunbookText;
import io.understudy.e2e.ServiceProcess;
import io.understudy.e2e.SiteServices;
import io.understudy.e2e.SyncService;
import io.understudy.e2e.chaos.Fault.Side;
import io.understudy.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * What one run consists of, all of it real processes: two etcds of three members, and at the target
 * two mirrors of which one leads, a monitor-service and a failover-service. The mirrors reach both
 * etcds over links that can fail. {@link #close} ends everything; so does the end of this process.
 */
final class ChaosSites implements AutoCloseable {

  static final ControlKeys KEYS = new ControlKeys("global");
  static final Rules RULES = Rules.profile("acp-global", Rules.Options.DEFAULT);

  private static final List<String> SMALL =
      List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Path folder;
  private final ChaosEtcd source;
  private final ChaosEtcd target;
  private final List<MirrorLinks> links = new ArrayList<>();
  private final List<Restartable> services = new CopyOnWriteArrayList<>();
  private final List<Restartable> mirrors = new ArrayList<>();
  private final Restartable monitor;
  private final Restartable failover;
  private final Thread atExit = new Thread(this::endServices);

  private ChaosSites(Path folder, ChaosEtcd source, ChaosEtcd target) {
    this.folder = folder;
    this.source = source;
    this.target = target;
    Runtime.getRuntime().addShutdownHook(atExit);
    write(folder.resolve("token"), SiteServices.TOKEN + "\n");
    write(
        folder.resolve("runbook.yaml"),
        new RunbookText()
            .step("- {name: gc-safe, type: gc-safety, in: [switchover, failover]}")
            .toString());
    List<Integer> ports = FreePorts.find(ChaosPlan.MIRRORS + 2);
    for (int i = 0; i < ChaosPlan.MIRRORS; i++) {
      links.add(new MirrorLinks(source.endpoints(), target.endpoints()));
      mirrors.add(started(mirror(i, ports.get(i))));
    }
    Map<String, String> common = common(ports);
    this.monitor = started(monitor(common, ports.get(ChaosPlan.MIRRORS)));
    this.failover = started(failover(common, ports));
  }

  /**
   * Starts all of it; the services are not up yet when this returns.
   *
   * @param folder for logs and settings
   */
  static ChaosSites start(Path folder) {
    ChaosEtcd source = ChaosEtcd.start("source");
    try {
      return new ChaosSites(folder, source, ChaosEtcd.start("target"));
    } catch (RuntimeException failure) {
      source.close();
      throw failure;
    }
  }

  ChaosEtcd etcd(Side side) {
    return side == Side.SOURCE ? source : target;
  }

  ChaosEtcd source() {
    return source;
  }

  ChaosEtcd target() {
    return target;
  }

  MirrorLinks links(int mirror) {
    return links.get(mirror);
  }

  Restartable mirror(int number) {
    return mirrors.get(number);
  }

  Restartable monitor() {
    return monitor;
  }

  Restartable failover() {
    return failover;
  }

  /** Those that have ended though nobody killed them, by the end of their logs. */
  List<String> ended() {
    return services.stream()
        .filter(service -> !service.isRunning())
        .map(service -> service.process().log() + " ends: " + service.process().logTail(5))
        .toList();
  }

  /** Copies the logs of all members of both etcds to where those of the services are. */
  void keepEtcdLogs() {
    for (Side side : Side.values()) {
      for (int i = 0; i < ChaosPlan.MEMBERS; i++) {
        Path log = etcd(side).members().get(i).log();
        try {
          Files.copy(log, folder.resolve("etcd-" + side + "-" + i + ".log"));
        } catch (IOException failure) {
          throw new UncheckedIOException("cannot keep " + log, failure);
        }
      }
    }
  }

  private Restartable started(Supplier<ServiceProcess> start) {
    Restartable service = new Restartable(start);
    services.add(service);
    return service;
  }

  private Supplier<ServiceProcess> mirror(int number, int port) {
    Map<String, String> settings = new HashMap<>();
    settings.put("UNDERSTUDY_SOURCE_ENDPOINTS", links(number).endpoints(Side.SOURCE));
    settings.put("UNDERSTUDY_TARGET_ENDPOINTS", links(number).endpoints(Side.TARGET));
    settings.put("UNDERSTUDY_LEADER_TTL_SECONDS", "2");
    settings.put("UNDERSTUDY_CALL_TIMEOUT_MS", "2000");
    settings.put("UNDERSTUDY_HOLDER", "mirror-" + number);
    settings.put("UNDERSTUDY_API_TOKEN_FILE", folder.resolve("token").toString());
    settings.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    return () -> SyncService.start(settings, folder.resolve("mirror-" + number + ".log"), SMALL);
  }

  private Map<String, String> common(List<Integer> ports) {
    String token = folder.resolve("token").toString();
    return Map.of(
        "UNDERSTUDY_SOURCE_ENDPOINTS",
        String.join(",", source.endpoints()),
        "UNDERSTUDY_TARGET_ENDPOINTS",
        String.join(",", target.endpoints()),
        "UNDERSTUDY_API_TOKEN_FILE",
        token,
        "UNDERSTUDY_SYNC_TOKEN_FILE",
        token,
        "UNDERSTUDY_SYNC_URL",
        "http://127.0.0.1:" + ports.getFirst());
  }

  private Supplier<ServiceProcess> monitor(Map<String, String> common, int port) {
    Map<String, String> settings = new HashMap<>(common);
    settings.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    settings.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    return () -> MonitorService.start(settings, folder.resolve("monitor.log"), SMALL);
  }

  private Supplier<ServiceProcess> failover(Map<String, String> common, List<Integer> ports) {
    Map<String, String> settings = new HashMap<>(common);
    settings.put("UNDERSTUDY_MONITOR_URL", "http://127.0.0.1:" + ports.get(ChaosPlan.MIRRORS));
    settings.put("UNDERSTUDY_SITE_NAME", "site-b");
    settings.put("UNDERSTUDY_PEER_NAME", "site-a");
    settings.put("UNDERSTUDY_RUNBOOK_FILE", folder.resolve("runbook.yaml").toString());
    settings.put("QUARKUS_HTTP_PORT", Integer.toString(ports.getLast()));
    return () -> FailoverService.start(settings, folder.resolve("failover.log"), SMALL);
  }

  private void endServices() {
    services.forEach(Restartable::end);
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    endServices();
    links.forEach(MirrorLinks::close);
    source.close();
    target.close();
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + file, failure);
    }
  }
}
