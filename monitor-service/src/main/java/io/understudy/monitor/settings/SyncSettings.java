package io.understudy.monitor.settings;

import io.understudy.service.settings.RestSettings;
import java.time.Duration;

/**
 * The sync-service that repairs.
 *
 * @param rest how it is reached; without its address nothing is repaired
 * @param answerWait how long a check that is done waits for what it says of its own repairs
 */
public record SyncSettings(RestSettings rest, Duration answerWait) {}
