package io.understudy.sync.status;

import java.time.Instant;

/**
 * The mirror will not write before somebody acts.
 *
 * @param remedy what an operator can do
 */
public record Refusal(String why, String remedy, Instant at) {}
