package io.understudy.e2e;

import java.util.regex.Pattern;

/** What may be wrong with an answer to a request that no client should send. */
final class Faults {

  private static final String PROBLEM = "application/problem+json";
  private static final int CONFLICT = 409;
  private static final int TOO_LONG = 414;
  private static final int HEADERS_TOO_LARGE = 431;
  private static final int UNAVAILABLE = 503;

  /** What an answer tells of the inside. */
  private static final Pattern INSIDE =
      Pattern.compile(
          "\\b(?:java|jakarta|io\\.(?:understudy|quarkus|vertx|netty|grpc)|com\\.fasterxml|org\\.jboss)\\.|Exception\\b|\\bat"
              + " [\\w.$]+\\(|<html");

  private Faults() {}

  /** Empty if it is as it should. */
  static String in(RawHttp.Answer answer) {
    if (answer.status() == 0) {
      return "no answer";
    }
    if (answer.status() >= 500 && answer.status() != UNAVAILABLE) {
      return "an inner error";
    }
    boolean mayBeEmpty = answer.status() == TOO_LONG || answer.status() == HEADERS_TOO_LARGE;
    if (answer.status() >= 400 && !(mayBeEmpty && answer.body().isEmpty()) && !isOfItsOwn(answer)) {
      return "no problem: " + answer.type();
    }
    return answer.status() >= 400 && INSIDE.matcher(answer.body()).find() ? "the inside" : "";
  }

  /** A check that found something is 409 with what it found. */
  private static boolean isOfItsOwn(RawHttp.Answer answer) {
    return answer.type().startsWith(PROBLEM)
        || (answer.status() == CONFLICT && answer.body().contains("/registry/"));
  }
}
