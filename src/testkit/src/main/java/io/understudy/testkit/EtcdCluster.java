package io.understudy.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * Real etcd processes that are one etcd.
 *
 * @param members each may be killed and restarted by itself
 */
public record EtcdCluster(List<EtcdProcess> members) implements AutoCloseable {

  static EtcdCluster start(int size, EtcdOptions options) {
    List<EtcdProcess.Member> members = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      members.add(EtcdProcess.Member.free("etcd" + i));
    }
    String all = String.join(",", members.stream().map(EtcdProcess.Member::inCluster).toList());
    EtcdCluster cluster =
        new EtcdCluster(
            members.stream().map(member -> new EtcdProcess(member, all, options)).toList());
    try {
      cluster.members.forEach(EtcdProcess::launch);
      cluster.members.forEach(EtcdProcess::awaitHealthy);
      return cluster;
    } catch (RuntimeException failure) {
      cluster.close();
      throw failure;
    }
  }

  /** Their client URLs. */
  public List<String> endpoints() {
    return members.stream().map(EtcdProcess::endpoint).toList();
  }

  @Override
  public void close() {
    members.forEach(EtcdProcess::close);
  }
}
