package io.understudy.failover.bootstrap;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.understudy.etcd.TlsFiles;
import io.understudy.testkit.GrantedRights;
import io.understudy.testkit.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Optional;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Puts TLS, a bearer token and the rights of its account before a plain API server; what it lets
 * through it passes on.
 */
final class TlsFront implements AutoCloseable {

  private static final String UNAUTHORIZED =
      "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\","
          + "\"reason\":\"Unauthorized\",\"code\":401}";

  private final HttpsServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final String behind;
  private volatile String token;
  private final GrantedRights rights;

  /**
   * @param host a loopback address
   * @param token that callers must bear
   * @param rights that it stands for
   */
  TlsFront(String host, TestCa.Issued shown, String token, GrantedRights rights, String behind) {
    this.rights = rights;
    this.behind = behind;
    this.token = token;
    try {
      server = HttpsServer.create(new InetSocketAddress(host, 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(context(shown)));
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", this::answer);
      server.start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  void token(String next) {
    token = next;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String shown = exchange.getRequestHeaders().getFirst("Authorization");
      if (!("Bearer " + token).equals(shown)) {
        send(exchange, 401, UNAUTHORIZED);
        return;
      }
      Optional<Status> denial =
          rights.denial(exchange.getRequestMethod(), exchange.getRequestURI());
      if (denial.isPresent()) {
        send(exchange, denial.get().getCode(), Serialization.asJson(denial.get()));
      } else {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(behind + exchange.getRequestURI())).build();
        HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        send(exchange, answer.statusCode(), answer.body());
      }
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int code, String body) throws IOException {
    send(exchange, code, body.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int code, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static SSLContext context(TestCa.Issued shown) throws IOException {
    char[] none = new char[0];
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, none);
      store.setKeyEntry(
          "it",
          TlsFiles.key(shown.key()),
          none,
          TlsFiles.certificates(shown.cert()).toArray(Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, none);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("cannot show " + shown.cert(), failure);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    client.close();
  }
}
