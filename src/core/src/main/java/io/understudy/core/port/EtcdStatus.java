package io.understudy.core.port;

/**
 * Who a store is and where it stands.
 *
 * @param clusterId etcd's cluster id (unsigned)
 * @param raftTerm raft term of the member that answered
 * @param revision its revision
 * @param version server version, for example 3.5.30
 * @param databaseBytes size of its database file
 */
public record EtcdStatus(
    long clusterId, long raftTerm, long revision, String version, long databaseBytes) {}
