package io.understudy.core.failover;

/**
 * The right to carry out runs, of one process at a time.
 *
 * @param lease to be renewed every third of its time to live
 * @param revision target revision at which it began
 */
public record RunTurn(String holder, long lease, long revision) {}
