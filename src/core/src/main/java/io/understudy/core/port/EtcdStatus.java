package io.understudy.core.port;

import java.util.List;

/**
 * Who a store is and where it stands.
 *
 * @param clusterId etcd's cluster id (unsigned)
 * @param raftTerm raft term of the member that answered
 * @param revision its revision
 * @param version server version, for example 3.5.30
 * @param databaseBytes size of its database file
 * @param databaseInUseBytes what of the file holds data; the rest is free after compaction. 0 if
 *     the server does not say
 * @param quotaBytes its backend quota, 0 if the server does not say (etcd says so from 3.6 on)
 * @param alarms what the member complains of, in etcd's words: alarms, a missing leader
 */
public record EtcdStatus(
    long clusterId,
    long raftTerm,
    long revision,
    String version,
    long databaseBytes,
    long databaseInUseBytes,
    long quotaBytes,
    List<String> alarms) {

  /** etcd's name of the alarm of a full store, as it stands in {@link #alarms}. */
  public static final String NO_SPACE_ALARM = "NOSPACE";

  public EtcdStatus {
    alarms = List.copyOf(alarms);
  }

  /** Without what concerns its database. */
  public static EtcdStatus of(long clusterId, long raftTerm, long revision, String version) {
    return new EtcdStatus(clusterId, raftTerm, revision, version, 0, 0, 0, List.of());
  }

  /** The same, with the revision of the whole cluster instead of one member's. */
  public EtcdStatus at(long revision) {
    return new EtcdStatus(
        clusterId,
        raftTerm,
        revision,
        version,
        databaseBytes,
        databaseInUseBytes,
        quotaBytes,
        alarms);
  }

  /** Whether it refuses writes since it is full. */
  public boolean isFull() {
    return alarms.stream().anyMatch(alarm -> alarm.contains(NO_SPACE_ALARM));
  }
}
