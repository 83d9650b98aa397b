package io.understudy.core.check;

import io.understudy.core.port.Bytes;

/**
 * One key that is not as it should be.
 *
 * @param key as the source spells it, also if {@code parked}
 * @param parked whether it is about the parked copy
 * @param sourceRevision of the source's last put of it, 0 if the source has none
 * @param targetRevision of the target's last put of it in that place, 0 if there is none
 * @param fails whether it makes the sides inconsistent, by its kind or by a rule
 */
public record CheckDifference(
    Bytes key,
    DifferenceKind kind,
    boolean parked,
    long sourceRevision,
    long targetRevision,
    boolean fails) {}
