package io.understudy.monitor.settings;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * Checks without being asked, and what is kept of them.
 *
 * @param interval between two, zero for never
 * @param cron when else, in Quartz' syntax, seconds first
 * @param keep results that are kept
 * @param keepMaxBytes of each of them; longer lists of keys are cut and counted
 * @param poll how often this replica looks whether a check is due or asked for
 * @param turnTtl after which the turn of a replica that vanished is over
 * @param repairWait how long a call waits for what becomes of its repair
 */
public record RoutineSettings(
    Duration interval,
    Optional<String> cron,
    int keep,
    int keepMaxBytes,
    Duration poll,
    Duration turnTtl,
    Duration repairWait) {

  /** The longest that passes between two checks that nobody asks for; zero if there are none. */
  public Duration longestBetween(ZonedDateTime from) {
    Duration byCron = cron.map(times -> CronReader.longestGap(times, from)).orElse(Duration.ZERO);
    boolean byInterval = byCron.isZero() || interval.compareTo(byCron) < 0;
    return byInterval && !interval.isZero() ? interval : byCron;
  }
}
