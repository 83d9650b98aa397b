package io.understudy.failover.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Makes HTTP requests, each over a connection of its own, certificates and names verified; no
 * redirect is followed. Not for a thread of Vert.x itself.
 */
@Singleton
public class WebCalls {

  /** What is read of an answer; the rest is left. */
  static final int MAX_BODY_BYTES = 1 << 20;

  private final Vertx vertx;

  @Inject
  public WebCalls(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * @throws NoWebAnswerException if none came in time; a request may have been taken all the same
   */
  WebAnswer call(WebRequest request) throws NoWebAnswerException, InterruptedException {
    HttpClient client = client(request);
    CompletableFuture<WebAnswer> answer =
        client
            .request(options(request))
            .compose(asked -> send(asked, request))
            .toCompletionStage()
            .toCompletableFuture();
    try {
      return answer.get(request.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      throw new NoWebAnswerException(reason(failure), failure);
    } catch (TimeoutException slow) {
      throw new NoWebAnswerException(
          "no answer within " + request.timeout().toMillis() + " ms", slow);
    } finally {
      client.close();
    }
  }

  private HttpClient client(WebRequest request) {
    boolean isName = !isNumber(request.address().host());
    HttpClientOptions options =
        new HttpClientOptions()
            .setSsl(request.address().isTls())
            .setForceSni(request.address().isTls() && isName)
            .setVerifyHost(true)
            .setKeepAlive(false)
            .setConnectTimeout((int) request.timeout().toMillis());
    request
        .caFile()
        .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
    return vertx.createHttpClient(options);
  }

  private static boolean isNumber(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }

  private static RequestOptions options(WebRequest request) {
    WebAddress address = request.address();
    RequestOptions options =
        new RequestOptions()
            .setMethod(request.body().isPresent() ? HttpMethod.POST : HttpMethod.GET)
            .setSsl(address.isTls())
            .setHost(address.host())
            .setPort(address.port())
            .setURI(address.target());
    request
        .at()
        .ifPresent(at -> options.setServer(SocketAddress.inetSocketAddress(address.port(), at)));
    request.headers().forEach(options::putHeader);
    return options;
  }

  private static Future<WebAnswer> send(HttpClientRequest asked, WebRequest request) {
    Future<HttpClientResponse> response =
        request.body().isPresent()
            ? asked.send(Buffer.buffer(request.body().get(), StandardCharsets.UTF_8.name()))
            : asked.send();
    return response.compose(WebCalls::read);
  }

  /** The handlers are set before anything else is read: this runs on the connection's thread. */
  private static Future<WebAnswer> read(HttpClientResponse response) {
    Promise<WebAnswer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.handler(
        part -> {
          int room = MAX_BODY_BYTES - body.length();
          body.appendBuffer(part, 0, Math.min(room, part.length()));
          if (part.length() >= room) {
            whole.tryComplete(answer(response, body));
            response.request().reset();
          }
        });
    response.endHandler(end -> whole.tryComplete(answer(response, body)));
    return whole.future();
  }

  private static WebAnswer answer(HttpClientResponse response, Buffer body) {
    Map<String, String> headers = new TreeMap<>();
    response
        .headers()
        .forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
    SocketAddress from = response.request().connection().remoteAddress();
    return new WebAnswer(
        response.statusCode(),
        headers,
        body.toString(StandardCharsets.UTF_8),
        Optional.ofNullable(from.hostAddress()).orElse(from.host()) + ":" + from.port(),
        certificate(response));
  }

  private static Optional<WebAnswer.Certificate> certificate(HttpClientResponse response) {
    if (!response.request().connection().isSsl()) {
      return Optional.empty();
    }
    try {
      return response.request().connection().peerCertificates().stream()
          .findFirst()
          .map(X509Certificate.class::cast)
          .map(
              shown ->
                  new WebAnswer.Certificate(
                      shown.getSubjectX500Principal().getName(),
                      shown.getIssuerX500Principal().getName(),
                      shown.getNotAfter().toInstant().toString()));
    } catch (SSLPeerUnverifiedException unverified) {
      return Optional.empty();
    }
  }

  private static String reason(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String said = Optional.ofNullable(deepest.getMessage()).orElse("");
    String name = deepest.getClass().getSimpleName().replaceAll("Exception$", "");
    return said.isEmpty() ? name : name + ": " + said.lines().findFirst().orElse("");
  }
}
