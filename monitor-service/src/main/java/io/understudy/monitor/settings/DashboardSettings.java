package io.understudy.monitor.settings;

import io.understudy.service.settings.Problems;
import io.understudy.service.settings.RestSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What the page may ask through this service.
 *
 * @param failover address of failover-service, without a slash at its end; empty if none is
 *     configured
 * @param readTimeout of a call that changes nothing
 * @param changeTimeout of a plan, and of a call that changes something
 * @param answerMaxBytes larger answers are refused
 * @param requestMaxBytes larger bodies are refused
 * @param eventsMaxFollowers who follow operations through this process at once
 * @param eventsIdle a stream of events that is silent for so long is ended
 * @param lagEvery between two samples of the lag
 * @param lagSpan for how long they are kept
 */
public record DashboardSettings(
    Optional<URI> failover,
    Duration readTimeout,
    Duration changeTimeout,
    int answerMaxBytes,
    int requestMaxBytes,
    int eventsMaxFollowers,
    Duration eventsIdle,
    Duration lagEvery,
    Duration lagSpan) {

  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final int LEAST_MS = 100;
  private static final int MOST_MS = 600_000;
  private static final int MOST_FOLLOWERS = 10_000;
  private static final int HOUR_SECONDS = 3_600;
  private static final int MOST_HOURS = 48;

  /** No more samples than that, whatever the span: an answer has all of them. */
  private static final int MOST_SAMPLES = 25_000;

  static DashboardSettings read(MonitorConfig config, Problems problems) {
    DashboardConfig given = config.dashboard();
    Duration every =
        Duration.ofSeconds(
            problems.number(
                "dashboard.lag-every-seconds", given.lagEverySeconds(), 1, HOUR_SECONDS));
    Duration span =
        Duration.ofHours(problems.number("dashboard.lag-hours", given.lagHours(), 1, MOST_HOURS));
    if (span.dividedBy(every) > MOST_SAMPLES) {
      problems.add(
          "dashboard.lag-hours",
          "that many hours with a sample each "
              + every.toSeconds()
              + " s are more than "
              + MOST_SAMPLES
              + " samples; raise understudy.dashboard.lag-every-seconds");
    }
    Optional<String> url =
        config.failover().url().map(String::strip).filter(text -> !text.isEmpty());
    return new DashboardSettings(
        url.flatMap(text -> RestSettings.address("failover.url", text, problems)),
        problems.millis("dashboard.read-timeout-ms", given.readTimeoutMs(), LEAST_MS, MOST_MS),
        problems.millis("dashboard.change-timeout-ms", given.changeTimeoutMs(), LEAST_MS, MOST_MS),
        problems.number("dashboard.answer-max-bytes", given.answerMaxBytes(), 64 * KIB, 64 * MIB),
        problems.number("dashboard.request-max-bytes", given.requestMaxBytes(), KIB, MIB),
        problems.number(
            "dashboard.events-max-followers", given.eventsMaxFollowers(), 1, MOST_FOLLOWERS),
        Duration.ofSeconds(
            problems.number(
                "dashboard.events-idle-seconds", given.eventsIdleSeconds(), 1, HOUR_SECONDS)),
        every,
        span);
  }

  /** How many samples of the lag are kept. */
  public int lagSamples() {
    return Math.clamp(lagSpan.dividedBy(lagEvery), 1, MOST_SAMPLES);
  }
}
