package io.understudy.service.api;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The file with the token of state-changing calls; each service makes one of its settings.
 *
 * @param path empty if such calls are refused
 */
public record TokenFile(Optional<Path> path) {}
