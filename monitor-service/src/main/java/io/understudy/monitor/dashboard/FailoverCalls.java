package io.understudy.monitor.dashboard;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.monitor.settings.DashboardSettings;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.service.api.Problems;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls of failover-service. What needs a right goes with the caller's own token, and with nothing
 * of this service's.
 */
@Singleton
public class FailoverCalls {

  /** For who got no answer to a call that changes something. */
  static final String UNSURE =
      ". It may have taken the call all the same: look at the operations before you send it again";

  private final DashboardSettings settings;
  private final Upstream failover;
  private final HttpClient http;
  private final Waiting ofReaders = new Waiting();
  private final Waiting ofChanges = new Waiting();

  @Inject
  FailoverCalls(MonitorSettings settings) {
    this.settings = settings.dashboard();
    this.failover = upstream(this.settings);
    this.http = Upstream.connecting(this.settings.readTimeout());
  }

  static Upstream upstream(DashboardSettings settings) {
    return new Upstream(
        "failover-service",
        "understudy.failover.url",
        settings.failover(),
        settings.answerMaxBytes());
  }

  /** Of what everybody may read. */
  Response get(String path) {
    return ofReaders.through(
        () -> failover.answer(http, failover.request(path).build(), settings.readTimeout(), ""));
  }

  /**
   * With the caller's token.
   *
   * @param caller the header as it came
   * @param headers further ones
   * @param unsure what who gets no answer should know
   */
  Response post(
      String path,
      @Nullable String caller,
      @Nullable String body,
      Map<String, String> headers,
      String unsure) {
    byte[] sent = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    if (sent.length > settings.requestMaxBytes()) {
      throw Problems.of(
          Status.REQUEST_ENTITY_TOO_LARGE,
          "The body is too large",
          "it may have " + settings.requestMaxBytes() + " bytes");
    }
    HttpRequest.Builder request =
        failover.request(path).POST(HttpRequest.BodyPublishers.ofByteArray(sent));
    try {
      request.header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
      headers.forEach(request::header);
      if (caller != null) {
        request.header(HttpHeaders.AUTHORIZATION, caller);
      }
    } catch (IllegalArgumentException unusable) {
      // Without its message: that repeats the header.
      throw badHeader();
    }
    return ofChanges.through(
        () -> failover.answer(http, request.build(), settings.changeTimeout(), unsure));
  }

  private static HttpProblem badHeader() {
    return Problems.of(
        Status.BAD_REQUEST,
        "A header cannot be passed on",
        "Authorization or Idempotency-Key has characters that no header may have");
  }
}
