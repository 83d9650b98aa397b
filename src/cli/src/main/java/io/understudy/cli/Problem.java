package io.understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** What is told of a service that does not answer, or answers with a problem. */
final class Problem {

  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int UNPROCESSABLE = 422;
  private static final int BAD_GATEWAY = 502;
  private static final int UNAVAILABLE = 503;
  private static final int GATEWAY_TIMEOUT = 504;

  private Problem() {}

  /**
   * @param body a problem document, or anything else
   */
  static Failure of(Service service, String address, int status, JsonNode body) {
    String who = service.text() + " at " + address;
    String says = says(body);
    return switch (status) {
      case UNAUTHORIZED ->
          new Failure(
              ExitCode.REFUSED,
              who
                  + " does not know you ("
                  + status
                  + "): "
                  + says
                  + "; see whether the token's file holds a token that it takes, and not an old"
                  + " one");
      case FORBIDDEN ->
          new Failure(ExitCode.REFUSED, who + " does not let you (" + status + "): " + says);
      case CONFLICT, PRECONDITION_FAILED, UNPROCESSABLE ->
          new Failure(ExitCode.REFUSED, who + " refuses (" + status + "): " + says);
      case NOT_FOUND ->
          new Failure(ExitCode.ERROR, who + " has no such thing (" + status + "): " + says);
      case BAD_REQUEST ->
          new Failure(ExitCode.ERROR, who + " does not take this (" + status + "): " + says);
      case BAD_GATEWAY, UNAVAILABLE, GATEWAY_TIMEOUT ->
          new Failure(ExitCode.UNREACHABLE, who + " cannot answer now (" + status + "): " + says);
      default ->
          new Failure(
              ExitCode.ERROR, who + " answers " + status + ": " + says + "; its log may say more");
    };
  }

  static Failure late(Service service, String address, Duration timeout) {
    return new Failure(
        ExitCode.UNREACHABLE,
        service.text()
            + " at "
            + address
            + " has not answered within "
            + timeout.toSeconds()
            + " s: see whether it runs, or wait longer with --timeout-seconds");
  }

  static Failure silent(Service service, String address, Throwable how) {
    String advice = "name it with " + service.option() + " or " + service.variable();
    if (address.equals(service.byDefault())) {
      advice += ", or in a cluster run: " + service.portForward();
    }
    return new Failure(
        ExitCode.UNREACHABLE,
        service.text()
            + " at "
            + address
            + " does not answer ("
            + how.getClass().getSimpleName()
            + "): see whether it runs and is reached from here; "
            + advice);
  }

  static Failure strange(Service service, String address) {
    return new Failure(
        ExitCode.ERROR,
        "what answers at "
            + address
            + " is not "
            + service.text()
            + " as this release knows it: see what "
            + service.option()
            + " or "
            + service.variable()
            + " names");
  }

  private static String says(JsonNode body) {
    String title = body.path("title").asText("");
    String detail = body.path("detail").asText("");
    if (title.isEmpty() && detail.isEmpty()) {
      return "no reason given";
    }
    return Text.clean(title.isEmpty() || detail.isEmpty() ? title + detail : title + ": " + detail);
  }
}
