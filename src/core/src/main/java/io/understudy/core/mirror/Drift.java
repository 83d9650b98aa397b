package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import java.time.Instant;

/**
 * A write by somebody else to a key in scope on the target.
 *
 * @param targetRevision at which it was made
 * @param deleted the key was deleted, not put
 * @param seenAt when the mirror read it
 * @param manager the field manager that wrote it last, as the object itself says; empty if it does
 *     not, is encrypted, or was deleted
 */
public record Drift(
    Bytes key, long targetRevision, boolean deleted, Instant seenAt, String manager) {}
