package io.understudy.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A monitor-service as a process of its own, run as it is documented, on every address. */
public final class MonitorService extends ServiceProcess {

  private MonitorService(List<String> options, Map<String, String> environment, Path log) {
    super("monitor-service", options, environment, log);
  }

  /**
   * Starts one, with its REST on a free port. It is not up yet when this returns.
   *
   * @param environment its configuration, for example {@code UNDERSTUDY_SOURCE_ENDPOINTS}
   * @param log what it logs is added to this file
   * @param javaOptions of its virtual machine
   * @throws IllegalStateException if its jar is not built
   */
  public static MonitorService start(
      Map<String, String> environment, Path log, List<String> javaOptions) {
    return new MonitorService(javaOptions, environment, log);
  }
}
