package io.understudy.core.port;

import java.util.List;

/**
 * Answer to a {@link RangeQuery}.
 *
 * @param more whether keys of the range follow that the limit cut off
 * @param count keys in the whole range, whatever the limit
 * @param revision the store's revision when it answered (not the one read at)
 */
public record Page(List<KeyValue> keys, boolean more, long count, long revision) {}
