package io.understudy.e2e;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A failover-service as a process of its own, run as it is documented. */
public final class FailoverService extends ServiceProcess {

  private FailoverService(List<String> options, Map<String, String> environment, Path log) {
    super("failover-service", options, environment, log);
  }

  /**
   * Starts one, with its REST on a free loopback port. It is not up yet when this returns.
   *
   * @param environment its configuration, for example {@code UNDERSTUDY_TARGET_ENDPOINTS}
   * @param log what it logs is added to this file
   * @param javaOptions of its virtual machine
   * @throws IllegalStateException if its jar is not built
   */
  public static FailoverService start(
      Map<String, String> environment, Path log, List<String> javaOptions) {
    Map<String, String> local = new HashMap<>(environment);
    local.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    return new FailoverService(javaOptions, local, log);
  }
}
