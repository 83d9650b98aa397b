package io.understudy.monitor.dashboard;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.service.api.Turnstile;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.function.Supplier;

/**
 * Those who wait at once for an answer that is passed on: each of them holds a thread for as long
 * as the other service is silent. Safe for several threads.
 */
final class Waiting {

  /** Of each kind of call, of the four that there are. */
  static final int MOST = 10;

  private static final int RETRY_SECONDS = 5;

  private final Turnstile turnstile = new Turnstile(MOST);

  /** Its answer, or 503 at once. */
  Response answer(Supplier<Response> call) {
    try {
      return turnstile.through(call);
    } catch (Turnstile.FullException crowd) {
      // Not thrown: whoever throws one is logged with all of the stack.
      return problem(crowd).toResponse();
    }
  }

  /**
   * What is found out while the caller waits.
   *
   * @throws HttpProblem 503 if too many do
   */
  <T> T through(Supplier<T> call) {
    try {
      return turnstile.through(call);
    } catch (Turnstile.FullException crowd) {
      throw problem(crowd);
    }
  }

  private static HttpProblem problem(Turnstile.FullException crowd) {
    return HttpProblem.builder()
        .withStatus(Status.SERVICE_UNAVAILABLE)
        .withTitle("Too many wait already")
        .withDetail(String.valueOf(crowd.getMessage()))
        .withHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
        .build();
  }
}
