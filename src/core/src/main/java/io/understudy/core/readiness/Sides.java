package io.understudy.core.readiness;

/**
 * The same fact of both sites: of the cluster that is mirrored, and of the one that may take over.
 */
public record Sides<T>(Fact<T> primary, Fact<T> standby) {}
