package io.understudy.core.failover;

import java.time.Instant;

/**
 * One entry of a journal.
 *
 * @param number from 0, without gaps
 * @param previous hash of the entry before it; empty for the first
 * @param hash SHA-256 over all of it but this, in hexadecimal
 */
public record Entry(int number, Instant at, String previous, Event event, String hash) {}
