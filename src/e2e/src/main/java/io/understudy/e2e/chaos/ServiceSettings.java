package io.understudy.e2e.chaos;

import io.understudy.e2e.FailoverService;
import io.understudy.e2e.MonitorService;
import io.understudy.e2e.ServiceProcess;
import io.understudy.e2e.SyncService;
import io.understudy.e2e.chaos.Fault.Side;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a service is started.
 *
 * @param folder of the files {@code token} and {@code runbook.yaml}, and for its log
 * @param links by which it reaches the etcds
 * @param credentials by which it does, if they speak TLS
 */
record ServiceSettings(Path folder, SiteLinks links, Optional<ChaosCredentials> credentials) {

  private static final List<String> SMALL =
      List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  Supplier<ServiceProcess> mirror(String name, int port) {
    Map<String, String> settings = common(port);
    settings.put("UNDERSTUDY_LEADER_TTL_SECONDS", "2");
    settings.put("UNDERSTUDY_CALL_TIMEOUT_MS", "2000");
    settings.put("UNDERSTUDY_HOLDER", name);
    settings.put("UNDERSTUDY_SYNC_INTERVAL", "20s");
    return () -> SyncService.start(settings, folder.resolve(name + ".log"), SMALL);
  }

  /**
   * @param sync where sync-service is
   */
  Supplier<ServiceProcess> monitor(String sync, int port) {
    Map<String, String> settings = asking(sync, port);
    settings.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    return () -> MonitorService.start(settings, folder.resolve("monitor.log"), SMALL);
  }

  /**
   * @param sync where sync-service is
   * @param monitor where monitor-service is
   */
  Supplier<ServiceProcess> failover(String sync, String monitor, int port) {
    Map<String, String> settings = asking(sync, port);
    settings.put("UNDERSTUDY_MONITOR_URL", monitor);
    settings.put("UNDERSTUDY_SITE_NAME", "site-b");
    settings.put("UNDERSTUDY_PEER_NAME", "site-a");
    settings.put("UNDERSTUDY_RUN_POLL_MS", "100");
    settings.put("UNDERSTUDY_RUN_TURN_TTL_SECONDS", "10");
    settings.put("UNDERSTUDY_RUN_PLAN_TIMEOUT_MS", "120000");
    settings.put("UNDERSTUDY_RUNBOOK_FILE", folder.resolve("runbook.yaml").toString());
    return () -> FailoverService.start(settings, folder.resolve("failover.log"), SMALL);
  }

  private Map<String, String> asking(String sync, int port) {
    Map<String, String> settings = common(port);
    settings.put("UNDERSTUDY_SYNC_URL", sync);
    settings.put("UNDERSTUDY_SYNC_TOKEN_FILE", folder.resolve("token").toString());
    return settings;
  }

  private Map<String, String> common(int port) {
    Map<String, String> settings = new HashMap<>();
    settings.put("UNDERSTUDY_SOURCE_ENDPOINTS", links.endpoints(Side.SOURCE));
    settings.put("UNDERSTUDY_TARGET_ENDPOINTS", links.endpoints(Side.TARGET));
    settings.put("UNDERSTUDY_API_TOKEN_FILE", folder.resolve("token").toString());
    settings.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    credentials.ifPresent(files -> files.addTo(settings));
    return settings;
  }
}
