package io.understudy.monitor.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The sync-service that repairs.
 *
 * @param url its address without a trailing slash; without it nothing is repaired
 * @param tokenFile holds the bearer token that it asks for
 * @param timeout of each call to it
 * @param answerWait how long a check that is done waits for what it says of its own repairs
 */
public record SyncSettings(
    Optional<URI> url, Optional<Path> tokenFile, Duration timeout, Duration answerWait) {}
