package io.understudy.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A sync-service as a process of its own, run as it is documented. */
public final class SyncService extends ServiceProcess {

  private static final String NAME = "sync-service";

  private SyncService(List<String> options, Map<String, String> environment, Path log) {
    super(NAME, options, environment, log);
  }

  /**
   * Starts one, with its REST on a free loopback port. It is not up yet when this returns.
   *
   * @param environment its configuration, for example {@code UNDERSTUDY_SOURCE_ENDPOINTS}
   * @param log what it logs is added to this file
   * @param javaOptions of its virtual machine, beside those that it is documented to run with
   * @throws IllegalStateException if its jar is not built
   */
  public static SyncService start(
      Map<String, String> environment, Path log, List<String> javaOptions) {
    List<String> options = new ArrayList<>();
    options.add("@" + built(NAME + "/java.options"));
    options.addAll(javaOptions);
    Map<String, String> local = new HashMap<>(environment);
    local.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    return new SyncService(options, local, log);
  }
}
