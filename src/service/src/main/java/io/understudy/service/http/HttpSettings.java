package io.understudy.service.http;

import io.understudy.service.settings.Problems;
import java.time.Duration;

/**
 * Bounds of the HTTP server that this project keeps itself, all of them usable.
 *
 * @param bodyTimeout for a head to arrive, and for a body
 * @param writeTimeout for what was sent to be taken
 * @param keepAliveTimeout for a further request of a connection to come
 * @param maxBodyBytes of a request
 */
public record HttpSettings(
    Duration bodyTimeout, Duration writeTimeout, Duration keepAliveTimeout, long maxBodyBytes) {

  /**
   * Those who may hold a thread for long in one service are 195 at most: 75 wait for a check and as
   * many for a proof, 10 each in what is passed on for the page, 5 in a list.
   */
  private static final int LEAST_WORKERS = 200;

  private static final int HOUR_MS = 3_600_000;
  private static final int DAY_S = 86_400;

  /**
   * @throws io.understudy.service.settings.BadSettingsException with a line for each property that
   *     cannot be used
   */
  public static HttpSettings read(HttpConfig given) {
    Problems problems = new Problems();
    HttpSettings settings =
        new HttpSettings(
            problems.millis("http.body-timeout-ms", given.bodyTimeoutMs(), 100, HOUR_MS),
            problems.millis("http.write-timeout-ms", given.writeTimeoutMs(), 100, HOUR_MS),
            Duration.ofSeconds(given.keepAliveTimeoutSeconds()),
            given.maxBodyBytes());
    within(problems, "http.keep-alive-timeout-seconds", given.keepAliveTimeoutSeconds(), 1, DAY_S);
    within(problems, "http.idle-timeout-seconds", given.idleTimeoutSeconds(), 1, DAY_S);
    within(problems, "http.max-body-bytes", given.maxBodyBytes(), 1024, 64L << 20);
    within(problems, "http.max-header-bytes", given.maxHeaderBytes(), 1024, 1 << 20);
    within(problems, "http.max-connections", given.maxConnections(), 1, 100_000);
    within(problems, "http.worker-threads", given.workerThreads(), LEAST_WORKERS, 10_000);
    problems.throwIfAny();
    return settings;
  }

  private static void within(
      Problems problems, String property, long given, long least, long most) {
    problems.number(property, Long.toString(given), least, most);
  }
}
