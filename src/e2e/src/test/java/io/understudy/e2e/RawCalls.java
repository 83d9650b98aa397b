package io.understudy.e2e;

import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;

/** Whole calls over a connection of their own, written by hand. */
final class RawCalls {

  /** What follows a request's path, up to further headers. */
  static final String CLOSE = " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";

  /** The header of a caller who may do all. */
  static final String TOKEN = "Authorization: Bearer " + SiteServices.TOKEN + "\r\n";

  /** The header of a body that is JSON. */
  static final String JSON = "Content-Type: application/json\r\n";

  private static final int OK = 200;

  private RawCalls() {}

  /**
   * @param request all of it, with {@link #CLOSE}
   */
  static RawHttp.Answer ask(ServiceProcess service, String request) throws IOException {
    try (RawHttp caller = RawHttp.to(service)) {
      return caller.send(request).answer();
    }
  }

  /** All that a service says it has. */
  static List<DamagedRequests.Endpoint> endpoints(ServiceProcess service) throws IOException {
    return DamagedRequests.of(
        new ObjectMapper()
            .readTree(ask(service, "GET /q/openapi?format=json" + CLOSE + "\r\n").body()));
  }

  static void assertAnswers(ServiceProcess service) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> ask(service, "GET /q/health/live" + CLOSE + "\r\n").status() == OK);
  }
}
