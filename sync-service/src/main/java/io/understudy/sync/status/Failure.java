package io.understudy.sync.status;

import java.time.Instant;

/** Something went wrong; the mirror tries again by itself. */
public record Failure(String why, Instant at) {}
