package io.understudy.testkit;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

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

  /** What the tests' own clients trust and show, for one that speaks HTTP. */
  public SSLContext adminContext() {
    return TlsContexts.of(Optional.of(admin), Optional.of(ca));
  }

  /** The same for one that speaks gRPC. */
  public SslContext grpcContext() {
    try {
      return GrpcSslContexts.forClient()
          .trustManager(ca.toFile())
          .keyManager(admin.cert().toFile(), admin.key().toFile())
          .build();
    } catch (SSLException failure) {
      throw new IllegalStateException("TLS of a test's client cannot be set up", failure);
    }
  }

  List<String> arguments() {
    return List.of(
        "--client-cert-auth",
        "--trusted-ca-file=" + ca,
        "--cert-file=" + server.cert(),
        "--key-file=" + server.key());
  }
}
