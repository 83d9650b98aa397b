package io.understudy.failover.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.understudy.etcd.TlsFiles;
import io.understudy.failover.FailoverEtcds;
import io.understudy.testkit.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;

/** The application outside a cluster, where client certificates say who calls. */
@QuarkusTest
@TestProfile(ClientCertificateTest.WithTls.class)
@WithTestResource(FailoverEtcds.class)
@WithTestResource(ClientCertificateTest.Certificates.class)
class ClientCertificateTest {

  private static TestCa ca;
  private static TestCa stranger;
  private static Path rights;

  @TestHTTPResource(value = "/api/v1/plans", tls = true)
  URL secure;

  @TestHTTPResource("/api/v1/plans")
  URL plain;

  public static class WithTls implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("quarkus.http.test-ssl-port", "0", "understudy.api.authorization", "mtls");
    }
  }

  /** Of the server and of its clients, and what those may do. */
  public static class Certificates implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
      try {
        Path directory = Files.createTempDirectory("understudy-mtls");
        ca = new TestCa(directory, "ca");
        stranger = new TestCa(directory, "stranger");
        rights = Files.writeString(directory.resolve("rights.yaml"), "cn=alice: [plan]\n");
        TestCa.Issued server = ca.server("server");
        return Map.of(
            "quarkus.http.ssl.certificate.files",
            server.cert().toString(),
            "quarkus.http.ssl.certificate.key-files",
            server.key().toString(),
            "understudy.api.mtls.ca-file",
            ca.file().toString(),
            "understudy.api.mtls.rights-file",
            rights.toString());
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    @Override
    public void stop() {
      // Its directory is the system's to clear.
    }
  }

  @Test
  void aCertificateWithTheRightPassesAndOthersDoNot() throws Exception {
    assertThat(plan(secure, ca.client("alice", "alice")).statusCode()).isEqualTo(200);

    HttpResponse<String> bob = plan(secure, ca.client("bob", "bob"));
    assertThat(bob.statusCode()).isEqualTo(403);
    assertThat(bob.body()).contains("cn=bob").contains("plan");

    Files.writeString(rights, "cn=alice: [plan]\ncn=bob: [\"*\"]\n");
    assertThat(plan(secure, ca.client("bob", "bob")).statusCode())
        .as("a new right counts at once")
        .isEqualTo(200);
    Files.writeString(rights, "nonsense");
    assertThat(plan(secure, ca.client("alice", "alice")).statusCode()).isEqualTo(503);
    Files.writeString(rights, "cn=alice: [plan]\n");
  }

  @Test
  void nobodyIsLetThroughWithoutACertificateOfTheCa() throws Exception {
    HttpResponse<String> none = plan(secure, null);
    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.body()).contains("show a client certificate");

    HttpResponse<String> unencrypted = plan(plain, null);
    assertThat(unencrypted.statusCode()).isEqualTo(401);
    assertThat(unencrypted.body()).contains("came without TLS");

    assertThatThrownBy(() -> plan(secure, stranger.client("alice", "alice")))
        .as("a certificate of another CA ends the handshake")
        .isInstanceOf(IOException.class);
  }

  @Test
  void readingNeedsNoCertificate() throws Exception {
    try (HttpClient client = client(null)) {
      URI operations = secure.toURI().resolve("/api/v1/operations");
      assertThat(
              client
                  .send(
                      HttpRequest.newBuilder(operations).build(),
                      HttpResponse.BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
    }
  }

  private static HttpResponse<String> plan(URL at, TestCa.Issued shown) throws Exception {
    try (HttpClient client = client(shown)) {
      return client.send(
          HttpRequest.newBuilder(at.toURI())
              .header("Content-Type", "application/json")
              .header("Authorization", "Bearer " + FailoverEtcds.TOKEN)
              .POST(HttpRequest.BodyPublishers.ofString("{\"verb\": \"settle\"}"))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static HttpClient client(TestCa.Issued shown) throws Exception {
    char[] none = new char[0];
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, none);
    trusted.setCertificateEntry("ca", TlsFiles.certificates(ca.file()).getFirst());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(shown == null ? null : keys(shown), trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static KeyManager[] keys(TestCa.Issued shown) throws Exception {
    char[] none = new char[0];
    KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
    own.load(null, none);
    own.setKeyEntry(
        "it",
        TlsFiles.key(shown.key()),
        none,
        TlsFiles.certificates(shown.cert()).toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(own, none);
    return new KeyManager[] {new Insisting((X509ExtendedKeyManager) factory.getKeyManagers()[0])};
  }

  /** Shows its certificate also to who asks for those of other CAs. */
  private static final class Insisting extends X509ExtendedKeyManager {

    private final X509ExtendedKeyManager keys;

    private Insisting(X509ExtendedKeyManager keys) {
      this.keys = keys;
    }

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
      return "it";
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return "it";
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {"it"};
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return null;
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[0];
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return keys.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return keys.getPrivateKey(alias);
    }
  }
}
