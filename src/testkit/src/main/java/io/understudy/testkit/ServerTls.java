package io.understudy.testkit;

import java.nio.file.Path;
import java.util.List;

/**
 * How an etcd of the tests speaks TLS: it asks every client for a certificate.
 *
 * @param ca bundle of CAs that clients' certificates may be of; read when etcd starts
 * @param server what it shows; read at each handshake
 * @param admin what the tests' own clients show; its subject is {@code root}
 */
public record ServerTls(Path ca, TestCa.Issued server, TestCa.Issued admin) {

  /** All of it by one CA, for the loopback address. */
  public static ServerTls of(TestCa ca) {
    return new ServerTls(ca.file(), ca.server("server"), ca.client("admin", "root"));
  }

  List<String> arguments() {
    return List.of(
        "--client-cert-auth",
        "--trusted-ca-file=" + ca,
        "--cert-file=" + server.cert(),
        "--key-file=" + server.key());
  }
}
