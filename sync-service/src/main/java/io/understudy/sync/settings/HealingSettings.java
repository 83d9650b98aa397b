package io.understudy.sync.settings;

/**
 * How drift is told and healed.
 *
 * @param driftKeep writes by others that the leader keeps to tell of
 */
public record HealingSettings(int driftKeep) {}
