package io.understudy.core.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * One entry of {@code metadata.managedFields}: who wrote an object, how, and when last. Which
 * fields is not read.
 *
 * @param name of the manager, as {@code kube-controller-manager}; at most 256 characters
 * @param operation {@code Apply} or {@code Update}
 * @param subresource {@code status} or {@code scale}, empty for the object itself
 * @param at to the second; empty if the entry does not say it
 */
public record FieldManager(
    String name, String operation, String subresource, Optional<Instant> at) {}
