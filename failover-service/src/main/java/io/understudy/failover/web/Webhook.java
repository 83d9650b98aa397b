package io.understudy.failover.web;

import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.Parameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where signed requests go.
 *
 * @param url unchecked; {@link #problems} says what is wrong with it
 * @param secretFile what requests are signed with, read again for each
 * @param caFile PEM of the CA that its certificate goes back to
 * @param requestTimeout of one request
 * @param firstPause between the first two attempts; it doubles
 * @param longestPause between two attempts
 */
public record Webhook(
    String url,
    String secretFile,
    Optional<String> caFile,
    Duration requestTimeout,
    Duration firstPause,
    Duration longestPause) {

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  /** The fields of {@link #of}, none of them required, for steps that have other ways beside it. */
  public static final List<Parameter> OPTIONAL_PARAMETERS = optionalParameters(REQUEST_TIMEOUT);

  /**
   * The same.
   *
   * @param usualTimeout of one request, where none is given
   */
  public static List<Parameter> optionalParameters(Duration usualTimeout) {
    return List.of(
        Parameter.text("url", "http or https URL of the webhook").optional(),
        Parameter.text("secret-file", "file with the secret that requests are signed with")
            .optional(),
        Parameter.text("ca-file", "PEM file of the CA that the webhook's certificate goes back to")
            .optional(),
        Parameter.number(
                "request-timeout-ms",
                "of one request, " + usualTimeout.toMillis() + " otherwise",
                10,
                600_000)
            .optional(),
        Parameter.number(
                "first-pause-ms",
                "before the second attempt, 500 otherwise; it doubles",
                1,
                600_000)
            .optional(),
        Parameter.number("longest-pause-ms", "between two attempts, 30000 otherwise", 1, 600_000)
            .optional());
  }

  /**
   * @param with fields of {@link #OPTIONAL_PARAMETERS}; what is left out is found by {@link
   *     #problems}
   */
  public static Webhook of(Parameters with) {
    return of(with, REQUEST_TIMEOUT);
  }

  /** The same, of {@link #optionalParameters}. */
  public static Webhook of(Parameters with, Duration usualTimeout) {
    return new Webhook(
        with.text("url", ""),
        with.text("secret-file", ""),
        with.findText("ca-file"),
        Duration.ofMillis(with.number("request-timeout-ms", usualTimeout.toMillis())),
        Duration.ofMillis(with.number("first-pause-ms", 500)),
        Duration.ofMillis(with.number("longest-pause-ms", 30_000)));
  }

  /** What would make each request fail, found without making one. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (url.isEmpty()) {
      problems.add("'url' is missing; add the URL of the webhook");
    } else {
      WebFiles.urlProblem("url", url).ifPresent(problems::add);
    }
    if (secretFile.isEmpty()) {
      problems.add("'secret-file' is missing; name the file with the secret the receiver knows");
    } else {
      try {
        WebFiles.secret(secretFile);
      } catch (IllegalArgumentException bad) {
        problems.add(String.valueOf(bad.getMessage()));
      }
    }
    caFile.flatMap(WebFiles::caProblem).ifPresent(problems::add);
    return problems;
  }

  Duration atMostLongest(Duration pause) {
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }

  /** Its URL without the query, for plans and evidence. */
  public String shown() {
    try {
      return WebAddress.of(url).shown();
    } catch (IllegalArgumentException bad) {
      return "the webhook";
    }
  }
}
