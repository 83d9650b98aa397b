package io.understudy.e2e;

import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.Login;
import io.understudy.etcd.TlsFiles;
import io.understudy.testkit.TestCa;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Connections with certificates, and with users. */
final class Secured {

  private Secured() {}

  static TlsFiles files(Path ca, TestCa.Issued client) {
    return new TlsFiles(
        Optional.of(ca), Optional.of(new TlsFiles.Client(client.cert(), client.key())));
  }

  /** Whose rights it has the common name of the certificate says. */
  static UnaryOperator<EtcdEndpoint> by(Path ca, TestCa.Issued client) {
    return endpoint -> endpoint.withTls(files(ca, client));
  }

  /** Whose rights it has the password says. */
  static UnaryOperator<EtcdEndpoint> by(Path ca, TestCa.Issued client, Login login) {
    return endpoint -> endpoint.withTls(files(ca, client)).withLogin(login);
  }
}
