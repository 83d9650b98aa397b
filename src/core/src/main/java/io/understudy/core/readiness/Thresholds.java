package io.understudy.core.readiness;

import java.time.Duration;

/**
 * From where on a number is a warning, and from where on a failure.
 *
 * @param clockSkew at most between any two clocks that are compared, less what the measurement
 *     itself is unsure of
 * @param quotaPercent of an etcd's quota that its database file takes
 * @param primaryQuotaBytes of an etcd that does not say its own; likewise for the standby's
 */
public record Thresholds(
    Limit<Duration> checkAge,
    Limit<Duration> lag,
    Limit<Duration> certificateLeft,
    Limit<Duration> clockSkew,
    Limit<Integer> quotaPercent,
    long primaryQuotaBytes,
    long standbyQuotaBytes) {

  /** Both inclusive. */
  public record Limit<T>(T warn, T fail) {}
}
