package io.understudy.core.mirror;

import java.time.Duration;

/**
 * From where on the preflight has something to say.
 *
 * @param clockSkewMax a record of the target may lie so far in this replica's future
 * @param overwriteMax keys of others that a first copy may overwrite without being asked
 * @param undecryptableMax values that the standby cannot read which a first copy may hold
 * @param quotaBytes the target's quota, if it does not say itself
 */
public record PreflightLimits(
    Duration clockSkewMax, int overwriteMax, int undecryptableMax, long quotaBytes) {

  /** The quota is etcd's own default. */
  public static PreflightLimits defaults() {
    return new PreflightLimits(Duration.ofSeconds(5), 1000, 0, 2L << 30);
  }

  public PreflightLimits overwriting(int most) {
    return new PreflightLimits(clockSkewMax, most, undecryptableMax, quotaBytes);
  }

  public PreflightLimits undecryptable(int most) {
    return new PreflightLimits(clockSkewMax, overwriteMax, most, quotaBytes);
  }
}
