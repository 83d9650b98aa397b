package io.understudy.core.port;

/**
 * A key with its value and etcd's bookkeeping.
 *
 * @param createRevision revision of the put that created this life of the key
 * @param modRevision revision of its last put
 * @param version puts since it was created, 1 for a new key
 * @param lease the lease it hangs on, 0 for none
 */
public record KeyValue(
    Bytes key, Bytes value, long createRevision, long modRevision, long version, long lease) {}
