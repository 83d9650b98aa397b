package io.understudy.failover.bootstrap;

import io.fabric8.kubernetes.api.model.Secret;
import io.understudy.failover.mode.Surroundings;
import io.understudy.testkit.GrantedRights;
import io.understudy.testkit.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** This cluster and a primary behind TLS, and the bootstrap between them. */
final class TwoClusters implements AutoCloseable {

  static final String TOKEN = "the-token-of-the-primary";
  static final String TOKEN_SECRET = "etcd-sync-active-cluster-token";

  final Path directory;
  final TestCa apiCa;
  final TestCa etcdCa;
  final StoredCluster here;
  final StoredCluster there;
  final TlsFront front;
  final List<String> log = new ArrayList<>();
  final Map<String, String> settings = new HashMap<>();

  /** What happens while the program waits. */
  Runnable meanwhile = () -> {};

  Instant now = Instant.now();

  TwoClusters(Path directory, Rights rights) {
    this(directory, rights, "127.0.0.1", List.of("127.0.0.1", "localhost"));
  }

  /**
   * What each cluster grants.
   *
   * @param here to the Job
   * @param there to the token
   */
  record Rights(GrantedRights here, GrantedRights there) implements AfterAllCallback {

    static Rights of(Class<?> test) {
      return new Rights(
          GrantedRights.of("etcd-sync-bootstrap", StoredCluster.NAMESPACE, test),
          GrantedRights.of("understudy-bootstrap", StoredCluster.NAMESPACE, test));
    }

    @Override
    public void afterAll(ExtensionContext context) {
      here.afterAll(context);
      there.afterAll(context);
    }
  }

  /**
   * @param host that the primary is reached at
   * @param named hosts in the certificate that it shows
   */
  TwoClusters(Path directory, Rights rights, String host, List<String> named) {
    this.directory = directory;
    here = new StoredCluster(rights.here());
    there = new StoredCluster(rights.there());
    apiCa = new TestCa(directory, "kubernetes");
    etcdCa = new TestCa(directory, "etcd-ca");
    front =
        new TlsFront(
            host,
            apiCa.server("api", named, Instant.now().plus(Duration.ofDays(1))),
            TOKEN,
            rights.there(),
            there.url());
    set("primary-host", host);
    set("primary-port", Integer.toString(front.port()));
    setUp();
  }

  private void setUp() {
    token(TOKEN);
    primaryHas(etcdCa);
  }

  void set(String name, String value) {
    settings.put(BootstrapSettings.PREFIX + name, value);
  }

  void token(String token) {
    here.put(
        StoredCluster.NAMESPACE,
        TOKEN_SECRET,
        Map.of("token", token + "\n", "ca.crt", read(apiCa.file())));
  }

  void primaryHas(TestCa ca) {
    there.put(
        StoredCluster.NAMESPACE,
        "etcd-ca",
        Map.of("tls.crt", read(ca.file()), "tls.key", read(ca.keyFile())));
  }

  /** The exit code. */
  int run() {
    log.clear();
    here.forgetWrites();
    return new BootstrapMode(here::client, time -> meanwhile.run())
        .run(
            new Surroundings(name -> Optional.ofNullable(settings.get(name)), log::add, () -> now));
  }

  String said() {
    return String.join("\n", log);
  }

  Secret made(String name) {
    return Objects.requireNonNull(here.secret(name), () -> "no Secret " + name);
  }

  String entry(String secret, String entry) {
    return new String(
        Base64.getDecoder().decode(made(secret).getData().get(entry)), StandardCharsets.UTF_8);
  }

  /** A certificate of a Secret as files. */
  TestCa.Issued files(String secret) {
    try {
      return new TestCa.Issued(
          Files.writeString(directory.resolve(secret + ".crt"), entry(secret, "tls.crt")),
          Files.writeString(directory.resolve(secret + ".key"), entry(secret, "tls.key")));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    front.close();
    here.close();
    there.close();
  }
}
