package io.understudy.core.port;

/**
 * One page of keys in key order.
 *
 * @param revision read as of this revision, 0 for now (linearizable)
 * @param limit most keys to return, 0 for all
 * @param minModRevision only keys last put at or after this revision, 0 for all; etcd ignores
 *     {@code limit} with it, so ask in slices of keys
 */
public record RangeQuery(
    KeyRange range, long revision, int limit, Content content, long minModRevision) {

  public enum Content {
    KEYS_AND_VALUES,
    KEYS,
    COUNT
  }

  public static RangeQuery page(KeyRange range, long revision, int limit) {
    return new RangeQuery(range, revision, limit, Content.KEYS_AND_VALUES, 0);
  }

  public static RangeQuery keys(KeyRange range, long revision, int limit) {
    return new RangeQuery(range, revision, limit, Content.KEYS, 0);
  }

  public static RangeQuery count(KeyRange range, long revision) {
    return new RangeQuery(range, revision, 0, Content.COUNT, 0);
  }
}
