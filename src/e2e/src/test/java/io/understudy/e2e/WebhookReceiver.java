package io.understudy.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Takes signed events as the documentation asks receivers to, and remembers each delivery. */
final class WebhookReceiver implements AutoCloseable {

  private static final String SECRET = "known to sender and receiver";
  private static final Pattern SIGNATURE = Pattern.compile("t=(\\d+),v1=([0-9a-f]+)");
  private static final int TAKEN = 204;
  private static final int UNSIGNED = 401;

  private final HttpServer server;
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

  /**
   * @param key its {@code Idempotency-Key}
   */
  record Delivery(String key, String body) {}

  private WebhookReceiver(HttpServer server) {
    this.server = server;
  }

  static WebhookReceiver start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      WebhookReceiver receiver = new WebhookReceiver(server);
      server.createContext("/", receiver::take);
      server.start();
      return receiver;
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot listen on the loopback address", failure);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  /** Writes the secret where the sender is to read it. */
  Path secretIn(Path directory) {
    try {
      return Files.writeString(directory.resolve("webhook-secret"), SECRET + "\n");
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write the secret of a webhook", failure);
    }
  }

  /** All that were signed rightly, in their order. */
  List<Delivery> deliveries() {
    return List.copyOf(deliveries);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      boolean signed =
          isSigned(exchange.getRequestHeaders().getFirst("X-Understudy-Signature"), body);
      if (signed) {
        deliveries.add(
            new Delivery(
                String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")), body));
      }
      exchange.sendResponseHeaders(signed ? TAKEN : UNSIGNED, -1);
    }
  }

  private static boolean isSigned(String signature, String body) {
    Matcher parts = SIGNATURE.matcher(String.valueOf(signature));
    return parts.matches() && parts.group(2).equals(hmac(parts.group(1) + "." + body));
  }

  private static String hmac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
