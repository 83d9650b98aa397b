package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;

/**
 * An object of the source that the target cannot take because it is too large.
 *
 * @param valueBytes size of its value
 */
public record BlockedKey(Bytes key, long valueBytes) {}
