package io.understudy.monitor.readiness;

import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.Pending;
import io.understudy.core.readiness.Fact;
import io.understudy.core.readiness.Facts;
import io.understudy.etcd.EtcdEndpoint;
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

  /**
   * @throws IllegalArgumentException if its TLS files cannot be used; names the file
   */
  synchronized List<Facts.Member> ask() {
    Map<String, Pending<EtcdStatus>> asked = new LinkedHashMap<>();
    for (String endpoint : end.endpoints()) {
      GrpcEtcd member = open.computeIfAbsent(endpoint, this::connect);
      asked.put(endpoint, member.askStatus());
    }
    List<Facts.Member> members = new ArrayList<>();
    asked.forEach((endpoint, status) -> members.add(new Facts.Member(endpoint, await(status))));
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

  private static Fact<EtcdStatus> await(Pending<EtcdStatus> status) {
    try {
      return Fact.known(status.await());
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
