package io.understudy.sync.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the ends encrypt at rest.
 *
 * @param source file with the source's {@code EncryptionConfiguration}
 * @param target file with the target's
 * @param recheck how often they are looked at again
 */
public record EncryptionSettings(Optional<Path> source, Optional<Path> target, Duration recheck) {}
