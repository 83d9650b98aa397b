package io.understudy.monitor.readiness;

import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.Pending;
import io.understudy.core.readiness.Fact;
import io.understudy.core.readiness.Facts;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.EtcdMembers;
import io.understudy.etcd.GrpcEtcd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The members of one etcd, asked one by one: each has its own database and its own alarms. */
final class Members implements AutoCloseable {

  private final EtcdEndpoint end;
  private final Map<String, GrpcEtcd> open = new LinkedHashMap<>();

  Members(EtcdEndpoint end) {
    this.end = end;
  }

  private record Asked(Pending<EtcdStatus> status, Pending<EtcdMembers> members) {}

  /**
   * Those that an endpoint leads to, then those that none does: behind a VIP or on its own node one
   * member stands for all.
   *
   * @throws IllegalArgumentException if its TLS files cannot be used; names the file
   */
  synchronized List<Facts.Member> ask() {
    Map<String, Asked> asked = new LinkedHashMap<>();
    for (String endpoint : end.endpoints()) {
      GrpcEtcd member = open.computeIfAbsent(endpoint, this::connect);
      asked.put(endpoint, new Asked(member.askStatus(), member.askMembers()));
    }
    List<Facts.Member> members = new ArrayList<>();
    List<Fact<EtcdMembers>> lists = new ArrayList<>();
    asked.forEach(
        (endpoint, one) -> {
          members.add(new Facts.Member(endpoint, await(one.status)));
          lists.add(await(one.members));
        });
    if (members.stream().anyMatch(member -> member.status() instanceof Fact.Known)) {
      members.addAll(Unasked.of(end.endpoints(), lists));
    }
    return members;
  }

  private GrpcEtcd connect(String endpoint) {
    return GrpcEtcd.connect(
        new EtcdEndpoint(
            end.name(),
            List.of(endpoint),
            end.tls(),
            end.login(),
            end.callTimeout(),
            end.maxInboundBytes(),
            end.watchBufferBytes(),
            end.watchBufferRevisions()));
  }

  private static <T> Fact<T> await(Pending<T> pending) {
    try {
      return Fact.known(pending.await());
    } catch (EtcdException failure) {
      return Fact.unknown(String.valueOf(failure.getMessage()));
    }
  }

  @Override
  public synchronized void close() {
    open.values().forEach(GrpcEtcd::close);
    open.clear();
  }
}
