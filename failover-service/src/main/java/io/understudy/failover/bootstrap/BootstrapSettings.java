package io.understudy.failover.bootstrap;

import io.understudy.failover.bootstrap.BootstrapException.Kind;
import io.understudy.failover.mode.Surroundings;
import io.understudy.service.settings.BadSettingsException;
import io.understudy.service.settings.HostPort;
import io.understudy.service.settings.Problems;
import io.understudy.service.settings.RestSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What to fetch from where, and what to make of it.
 *
 * @param namespace of all that is made here
 * @param tokenSecret with the token for the primary's API servers
 * @param primary host and port of these
 * @param primaryCa where their CA is instead of in {@code tokenSecret}
 * @param etcdCa on the primary
 * @param renewAfterPercent of a certificate's lifetime
 * @param lostPrimaryMargin how long the certificate for the primary has to be valid still for a
 *     primary that cannot be asked to be no failure
 * @param sync this site's sync-service, which knows the site's role
 * @param adopt whether objects of somebody else with the names of ours become ours
 */
record BootstrapSettings(
    String namespace,
    Entry tokenSecret,
    HostPort primary,
    Optional<CaSource> primaryCa,
    CaSecret etcdCa,
    Client remote,
    Optional<Local> local,
    Duration lifetime,
    int renewAfterPercent,
    CertManager certManager,
    Duration certManagerWait,
    Duration callTimeout,
    Duration lostPrimaryMargin,
    Optional<URI> sync,
    boolean adopt) {

  static final String PREFIX = "understudy.bootstrap.";

  /** The services' own name of it. */
  static final String SYNC_URL = "understudy.sync.url";

  /** Names of all properties, without the prefix. */
  static final Set<String> NAMES =
      Set.of(
          "token-secret-name",
          "token-secret-entry",
          "primary-host",
          "primary-port",
          "primary-ca-secret-name",
          "primary-ca-config-map",
          "primary-ca-entry",
          "etcd-ca-namespace",
          "etcd-ca-secret-name",
          "etcd-ca-certificate-entry",
          "etcd-ca-private-entry",
          "client-secret-name",
          "subject",
          "local-client-secret-name",
          "local-subject",
          "local-etcd-ca-namespace",
          "local-etcd-ca-secret-name",
          "local-etcd-ca-certificate-entry",
          "local-etcd-ca-private-entry",
          "certificate-days",
          "renew-after-percent",
          "cert-manager",
          "cert-manager-wait-seconds",
          "call-timeout-ms",
          "lost-primary-margin-hours",
          "adopt");

  /** An entry of a Secret in the release's namespace. */
  record Entry(String secret, String entry) {}

  /** Where the CA of the primary's API servers is. */
  record CaSource(boolean isConfigMap, String name, String entry) {

    @Override
    public String toString() {
      return (isConfigMap ? "ConfigMap " : "Secret ") + name;
    }
  }

  /** A Secret with the certificate and the key of an etcd's CA. */
  record CaSecret(String namespace, String name, String certificateEntry, String privateEntry) {

    @Override
    public String toString() {
      return "Secret " + namespace + "/" + name;
    }
  }

  /** A Secret with a client certificate. */
  record Client(String secret, String subject) {}

  /** A client certificate for this site's etcd. */
  record Local(Client client, CaSecret etcdCa) {}

  /** Whether cert-manager issues the certificate for the primary's etcd. */
  enum CertManager {
    /** If it is there. */
    AUTO,
    ALWAYS,
    NEVER
  }

  /**
   * @throws BootstrapException names every property that cannot be used, one in a line
   */
  static BootstrapSettings read(Surroundings from) {
    return new Reader(from).all();
  }

  /** Collects what is wrong, so that all can be said at once. */
  private static final class Reader {

    private static final int PORT_MAX = 65_535;
    private static final int API_PORT = 6443;

    private final Surroundings from;
    private final List<String> problems = new ArrayList<>();

    Reader(Surroundings from) {
      this.from = from;
    }

    BootstrapSettings all() {
      String namespace = from.setting("POD_NAMESPACE", "cpaas-system");
      BootstrapSettings read =
          new BootstrapSettings(
              namespace,
              new Entry(
                  text("token-secret-name", "etcd-sync-active-cluster-token"),
                  text("token-secret-entry", "token")),
              primary(),
              primaryCa(),
              caSecret("", text("etcd-ca-secret-name", "etcd-ca"), namespace),
              new Client(
                  text("client-secret-name", "remote-etcd-client"),
                  text("subject", "understudy-source")),
              given("local-etcd-ca-secret-name")
                  .map(
                      name ->
                          new Local(
                              new Client(
                                  text("local-client-secret-name", "local-etcd-client"),
                                  text("local-subject", "understudy-target")),
                              caSecret("local-", name, namespace))),
              Duration.ofDays(number("certificate-days", 90, 1, 3650)),
              number("renew-after-percent", 66, 10, 95),
              certManager(),
              Duration.ofSeconds(number("cert-manager-wait-seconds", 120, 1, 3600)),
              Duration.ofMillis(number("call-timeout-ms", 10_000, 100, 600_000)),
              Duration.ofHours(number("lost-primary-margin-hours", 168, 0, 87_600)),
              sync(),
              flag("adopt"));
      if (!problems.isEmpty()) {
        throw new BootstrapException(Kind.SETTINGS, String.join("\n", problems));
      }
      return read;
    }

    private HostPort primary() {
      int port = number("primary-port", API_PORT, 1, PORT_MAX);
      String host = text("primary-host", "");
      try {
        if (host.isEmpty()) {
          problem("primary-host", "missing; give the primary's VIP");
        } else {
          return new HostPort(HostPort.parse(host, port).host(), port);
        }
      } catch (IllegalArgumentException bad) {
        problem("primary-host", String.valueOf(bad.getMessage()));
      }
      return new HostPort("unknown", port);
    }

    private Optional<URI> sync() {
      Problems found = new Problems();
      Optional<URI> url =
          from.settings()
              .apply(SYNC_URL)
              .flatMap(text -> RestSettings.address("sync.url", text, found));
      try {
        found.throwIfAny();
      } catch (BadSettingsException bad) {
        problems.add(String.valueOf(bad.getMessage()));
      }
      return url;
    }

    private Optional<CaSource> primaryCa() {
      String entry = text("primary-ca-entry", "ca.crt");
      Optional<CaSource> secret =
          given("primary-ca-secret-name").map(name -> new CaSource(false, name, entry));
      Optional<CaSource> map =
          given("primary-ca-config-map").map(name -> new CaSource(true, name, entry));
      if (secret.isPresent() && map.isPresent()) {
        problem("primary-ca-secret-name", "given beside primary-ca-config-map; give one of them");
      }
      return secret.or(() -> map);
    }

    private CaSecret caSecret(String which, String name, String namespace) {
      return new CaSecret(
          text(which + "etcd-ca-namespace", namespace),
          name,
          text(which + "etcd-ca-certificate-entry", "tls.crt"),
          text(which + "etcd-ca-private-entry", "tls.key"));
    }

    private CertManager certManager() {
      String text = text("cert-manager", "auto").toUpperCase(Locale.ROOT);
      for (CertManager one : CertManager.values()) {
        if (one.name().equals(text)) {
          return one;
        }
      }
      problem("cert-manager", "'" + text + "' is unknown; write auto, always or never");
      return CertManager.AUTO;
    }

    private boolean flag(String name) {
      String text = text(name, "false");
      if (!text.equals("true") && !text.equals("false")) {
        problem(name, "'" + text + "' is neither true nor false");
      }
      return text.equals("true");
    }

    private int number(String name, int usual, int least, int most) {
      String text = text(name, Integer.toString(usual));
      try {
        int value = Integer.parseInt(text);
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException bad) {
        // Said below.
      }
      problem(name, text + " is out of range; write a whole number from " + least + " to " + most);
      return usual;
    }

    private Optional<String> given(String name) {
      return from.settings().apply(PREFIX + name);
    }

    private String text(String name, String usual) {
      return given(name).orElse(usual);
    }

    private void problem(String name, String what) {
      problems.add(PREFIX + name + ": " + what);
    }
  }
}
