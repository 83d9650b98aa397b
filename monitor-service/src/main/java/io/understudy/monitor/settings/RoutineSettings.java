package io.understudy.monitor.settings;

import java.time.Duration;
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
    Duration repairWait) {}
