package io.understudy.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Real etcd processes that are one etcd.
 *
 * @param members each may be killed and restarted by itself
 * @param peerLinks by which the others reach each member, if they can be cut
 */
public record EtcdCluster(List<EtcdProcess> members, List<FaultLink> peerLinks)
    implements AutoCloseable {

  public EtcdCluster {
    members = List.copyOf(members);
    peerLinks = List.copyOf(peerLinks);
  }

  static EtcdCluster start(int size, EtcdOptions options, boolean linked) {
    List<EtcdProcess.Member> members = new ArrayList<>();
    List<FaultLink> links = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      EtcdProcess.Member member = EtcdProcess.Member.free("etcd" + i);
      if (linked) {
        FaultLink link = FaultLink.to(member.listensAt());
        links.add(link);
        member = member.reachedAt(link.endpoint());
      }
      members.add(member);
    }
    String all = String.join(",", members.stream().map(EtcdProcess.Member::inCluster).toList());
    EtcdCluster cluster =
        new EtcdCluster(
            members.stream().map(member -> new EtcdProcess(member, all, options)).toList(), links);
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

  /**
   * Ends all and starts them from a snapshot on the same ports, as after a restored backup.
   *
   * @param sameCluster with the same cluster id; another one if not
   */
  public void restore(Path snapshot, boolean sameCluster) {
    members.forEach(EtcdProcess::stop);
    members.forEach(member -> member.restoreData(snapshot, sameCluster));
    members.forEach(EtcdProcess::launch);
    members.forEach(EtcdProcess::awaitHealthy);
  }

  @Override
  public void close() {
    members.forEach(EtcdProcess::close);
    peerLinks.forEach(FaultLink::close);
  }
}
