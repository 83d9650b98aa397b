package io.understudy.core.port;

import java.util.Map;

/**
 * Answer to a read of single keys, all at one revision.
 *
 * @param keys those that exist, by key
 * @param revision the store's revision when it answered
 */
public record Found(Map<Bytes, KeyValue> keys, long revision) {}
