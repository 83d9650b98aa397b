package io.understudy.failover.web;

import java.time.Duration;
import java.util.Optional;

/** What an attempt of a webhook means. */
sealed interface WebhookOutcome {

  /** Taken. */
  record Taken(WebAnswer answer) implements WebhookOutcome {}

  /** It would be refused again. */
  record Refused(String why) implements WebhookOutcome {}

  /**
   * It may go better later.
   *
   * @param pause as long as the receiver asks for, if it does
   */
  record Later(String why, Optional<Duration> pause) implements WebhookOutcome {}

  /** It may have been taken or not. */
  record Silent(String why) implements WebhookOutcome {}

  static WebhookOutcome of(WebAnswer answer) {
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return new Taken(answer);
    }
    if (status == 429 || status == 408 || status >= 500) {
      return new Later("it answered " + status, retryAfter(answer));
    }
    return new Refused("it answered " + status);
  }

  /** Seconds alone; a date needs both clocks to agree. */
  private static Optional<Duration> retryAfter(WebAnswer answer) {
    return Optional.ofNullable(answer.headers().get("retry-after"))
        .map(String::strip)
        .filter(text -> text.matches("[0-9]{1,6}"))
        .map(Long::parseLong)
        .map(Duration::ofSeconds);
  }
}
