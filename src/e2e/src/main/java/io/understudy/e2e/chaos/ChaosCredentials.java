package io.understudy.e2e.chaos;

import io.understudy.etcd.TlsFiles;
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.Revocations;
import io.understudy.testkit.ServerTls;
import io.understudy.testkit.TestCa;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Certificates of both etcds and of the services, which can be replaced and revoked. */
final class ChaosCredentials {

  private final TestCa ca;
  private final ServerTls servers;
  private final TestCa.Issued shown;
  private final Revocations revocations;
  private int issued;

  /**
   * @param folder for the files
   */
  ChaosCredentials(Path folder) {
    this.ca = new TestCa(folder, "chaos");
    this.servers = ServerTls.of(ca);
    this.shown = ca.client("services", "services");
    this.revocations = ca.revocations();
  }

  EtcdOptions options() {
    return EtcdOptions.standard().tls(servers).argument("--client-crl-file=" + revocations.file());
  }

  /** What whoever writes and looks trusts and shows. Nobody rotates or revokes it. */
  ServerTls servers() {
    return servers;
  }

  /** The same for a connection of ours. */
  TlsFiles admin() {
    TestCa.Issued admin = servers.admin();
    return new TlsFiles(
        Optional.of(servers.ca()), Optional.of(new TlsFiles.Client(admin.cert(), admin.key())));
  }

  /** Settings of a service by which it trusts the etcds and shows its certificate. */
  void addTo(Map<String, String> settings) {
    for (Fault.Side side : Fault.Side.values()) {
      String tls = "UNDERSTUDY_" + side + "_TLS_";
      settings.put(tls + "CA_FILE", ca.file().toString());
      settings.put(tls + "CERT_FILE", shown.cert().toString());
      settings.put(tls + "KEY_FILE", shown.key().toString());
    }
  }

  synchronized void rotate() {
    servers.server().replaceWith(ca.server("server-" + ++issued));
    renew();
  }

  /** From now on no etcd lets a service in. */
  synchronized void revoke() {
    revocations.add(shown);
  }

  /** The services have a certificate that nobody has revoked. */
  synchronized void renew() {
    shown.replaceWith(ca.client("services-" + ++issued, "services"));
  }
}
