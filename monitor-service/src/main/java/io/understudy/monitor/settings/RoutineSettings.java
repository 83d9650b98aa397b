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
 */
public record RoutineSettings(
    Duration interval, Optional<String> cron, int keep, int keepMaxBytes) {}
