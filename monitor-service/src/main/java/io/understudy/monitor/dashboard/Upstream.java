package io.understudy.monitor.dashboard;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.service.api.Problems;
import io.understudy.service.threads.Threads;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A service whose answers are handed to the page as they are. Safe for several threads. */
final class Upstream {

  private static final Set<String> JSON = Set.of("application/json", "application/problem+json");
  private static final int REDIRECTS = 300;
  private static final int REFUSALS = 400;

  private final String service;
  private final String property;
  private final Optional<URI> url;
  private final int answerMaxBytes;

  /**
   * @param service as messages call it
   * @param property that has its address
   */
  Upstream(String service, String property, Optional<URI> url, int answerMaxBytes) {
    this.service = service;
    this.property = property;
    this.url = url;
    this.answerMaxBytes = answerMaxBytes;
  }

  /**
   * A call to it.
   *
   * @param path with its query, from {@code /} on
   * @throws HttpProblem if no such service is configured
   */
  HttpRequest.Builder request(String path) {
    URI base =
        url.orElseThrow(
            () ->
                Problems.of(
                    Status.SERVICE_UNAVAILABLE,
                    service + " is not configured",
                    "set " + property + " of monitor-service"));
    return HttpRequest.newBuilder(URI.create(base + path));
  }

  /** With connections of its own. */
  static HttpClient connecting(Duration timeout) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(timeout)
        .build();
  }

  /**
   * Its answer, to be handed on: status, body and {@code Retry-After}.
   *
   * @param timeout of the call, its body included
   * @param unsure what a caller should know who got no answer; empty for a call that changes
   *     nothing
   * @throws HttpProblem 502, 503 or 504 if there is none that can be handed on
   */
  Response answer(HttpClient http, HttpRequest request, Duration timeout, String unsure) {
    long end = System.nanoTime() + timeout.toNanos();
    HttpResponse<InputStream> response = send(http, request, timeout, unsure);
    String type =
        response
            .headers()
            .firstValue(HttpHeaders.CONTENT_TYPE)
            .map(text -> text.split(";", -1)[0].strip())
            .orElse("");
    byte[] body = body(response, end, timeout, unsure);
    boolean isRedirect = response.statusCode() >= REDIRECTS && response.statusCode() < REFUSALS;
    boolean isEmpty = body.length == 0 && response.statusCode() == 204;
    if (isRedirect || (!isEmpty && !JSON.contains(type))) {
      throw wrong("with something else than JSON (status " + response.statusCode() + ")", unsure);
    }
    Response.ResponseBuilder handed = Response.status(response.statusCode());
    if (!isEmpty) {
      handed.entity(body).type(MediaType.valueOf(type));
    }
    response
        .headers()
        .firstValue(HttpHeaders.RETRY_AFTER)
        .ifPresent(after -> handed.header(HttpHeaders.RETRY_AFTER, after));
    return handed.build();
  }

  /**
   * Its answer up to the headers; the body is the caller's to read, and to close.
   *
   * @throws HttpProblem 503 or 504 if it does not answer in time
   */
  HttpResponse<InputStream> send(
      HttpClient http, HttpRequest request, Duration timeout, String unsure) {
    CompletableFuture<HttpResponse<InputStream>> answer =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      answer.cancel(true);
      throw late(timeout, unsure);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof HttpTimeoutException) {
        throw late(timeout, unsure);
      }
      throw silent(failure.getCause() == null ? failure : failure.getCause(), unsure);
    } catch (InterruptedException stopping) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw late(timeout, unsure);
    }
  }

  private byte[] body(
      HttpResponse<InputStream> response, long end, Duration timeout, String unsure) {
    byte[] read;
    // Closed in this order: the body first, so that who reads it ends.
    try (ExecutorService thread = Threads.executor("upstream");
        InputStream body = response.body()) {
      Future<byte[]> whole = thread.submit(() -> body.readNBytes(answerMaxBytes + 1));
      read = whole.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw late(timeout, unsure);
    } catch (ExecutionException | IOException failure) {
      throw silent(failure, unsure);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw late(timeout, unsure);
    }
    if (read.length > answerMaxBytes) {
      throw wrong("with more than understudy.dashboard.answer-max-bytes", unsure);
    }
    return read;
  }

  private HttpProblem late(Duration timeout, String unsure) {
    return Problems.of(
        Status.GATEWAY_TIMEOUT,
        service + " did not answer in time",
        "it was asked at " + property + " and given " + timeout.toMillis() + " ms" + unsure);
  }

  private HttpProblem silent(Throwable failure, String unsure) {
    return Problems.of(
        Status.SERVICE_UNAVAILABLE,
        service + " does not answer",
        "asked at "
            + property
            + ": "
            + failure.getClass().getSimpleName()
            + "; see whether it runs and is reached from monitor-service"
            + unsure);
  }

  private HttpProblem wrong(String how, String unsure) {
    return Problems.of(
        Status.BAD_GATEWAY,
        service + " does not answer as it should",
        "it answers " + how + "; see whether it is that service, and of this release" + unsure);
  }
}
