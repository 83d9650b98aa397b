package io.understudy.e2e;

import io.understudy.core.port.Bytes;
import io.understudy.testkit.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How users write through an API server. Where it refuses them, as while the site is frozen, they
 * try again until they are closed.
 */
final class ApiUsers implements AckedWriters.Way {

  private static final Duration CALL = Duration.ofSeconds(60);

  private static final int PAUSE_MILLIS = 100;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final HttpClient http;
  private final String url;

  /**
   * @param address of an API server, host and port
   */
  ApiUsers(TestCa ca, String address) {
    this.http =
        HttpClient.newBuilder()
            .sslContext(ca.trusting())
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    this.url = "https://" + address + SiteCluster.USERS;
  }

  @Override
  public void put(Bytes key, Bytes value) {
    send(request(url).POST(BodyPublishers.ofByteArray(value.array())));
  }

  @Override
  public void delete(Bytes key) {
    String text = key.utf8();
    send(request(url + "/" + text.substring(text.lastIndexOf('/') + 1)).DELETE());
  }

  private static HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url))
        .timeout(CALL)
        .header("Authorization", "Bearer " + SiteCluster.BEARER);
  }

  private void send(HttpRequest.Builder request) {
    try {
      while (http.send(request.build(), BodyHandlers.discarding()).statusCode() >= 300) {
        if (closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          throw new IllegalStateException("refused to the end");
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interruption);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    http.shutdownNow();
  }
}
