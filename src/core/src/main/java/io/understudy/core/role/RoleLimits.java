package io.understudy.core.role;

import java.time.Duration;

/**
 * Bounds of a change of role.
 *
 * @param attempts compare-and-sets against a moving checkpoint before the mirror is fenced off
 *     first; and as many after that
 * @param retries how often a call is tried while the target does not answer
 * @param retryPause pause before the first retry, doubled each time
 * @param txnMaxWrites writes of one Txn
 */
public record RoleLimits(int attempts, int retries, Duration retryPause, int txnMaxWrites) {}
