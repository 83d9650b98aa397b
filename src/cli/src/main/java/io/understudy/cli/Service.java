package io.understudy.cli;

/** Who is asked. */
enum Service {
  SYNC("sync-service", "sync", 8080, "etcd-sync"),
  MONITOR("monitor-service", "monitor", 8082, "etcd-sync-monitor"),
  FAILOVER("failover-service", "failover", 8083, "etcd-sync-failover");

  private final String text;
  private final String word;
  private final int port;
  private final String kubernetesService;

  Service(String text, String word, int port, String kubernetesService) {
    this.text = text;
    this.word = word;
    this.port = port;
    this.kubernetesService = kubernetesService;
  }

  /** As messages call it. */
  String text() {
    return text;
  }

  /** For example {@code --sync-url}. */
  String option() {
    return "--" + word + "-url";
  }

  /** The environment variable that is asked without that option. */
  String variable() {
    return "UNDERSTUDY_" + word.toUpperCase(java.util.Locale.ROOT) + "_URL";
  }

  /** Its Service in a cluster. */
  String kubernetesService() {
    return kubernetesService;
  }

  /** Where a port-forward of the service's own port ends. */
  String byDefault() {
    return "http://localhost:" + port;
  }

  /** What would make {@link #byDefault} answer; the Service's port is another, and has a name. */
  String portForward() {
    return "understudy --forward, or kubectl -n cpaas-system port-forward service/%s %d:http"
        .formatted(kubernetesService, port);
  }
}
