package io.understudy.sync.replica;

import static io.understudy.sync.replica.TestLink.KEYS;
import static io.understudy.sync.replica.TestLink.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.TermRecord;
import io.understudy.core.role.RoleChange;
import io.understudy.core.role.RoleRequest;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.service.site.SiteStatus;
import io.understudy.sync.status.Status;
import io.understudy.testkit.FaultLink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A promotion where the source's etcd is behind a closed port and its sync-service answers. */
class RivalTest {

  private static final JsonMapper JSON = JsonMapper.builder().findAndAddModules().build();

  private final TestLink link = new TestLink();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    threads.close();
    link.close();
  }

  private void answer(Supplier<Status> status) {
    server.createContext(
        "/api/v1/status",
        exchange -> {
          try (exchange) {
            byte[] body = JSON.writeValueAsBytes(status.get());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
  }

  /** The replica of the other site, which is mirrored from here where it is mirrored at all. */
  private Replica there() {
    return link.start(
        "there",
        Map.of(
            "source.endpoints",
            link.targetEtcd.endpoint(),
            "target.endpoints",
            link.sourceEtcd.endpoint()));
  }

  /** This site's replica, that never reaches the other one's etcd. */
  private Replica here() {
    FaultLink port = FaultLink.to(link.sourceEtcd.endpoint());
    port.close();
    return link.start(
        "here",
        Map.of(
            "source.endpoints",
            port.endpoint(),
            "promote.ask-source-ms",
            "30000",
            "peer.sync.url",
            "http://127.0.0.1:" + server.getAddress().getPort()));
  }

  private static RoleChange force(Replica replica) {
    long term = await(replica, status -> status.site() != null).site().term();
    return replica
        .roles()
        .promote(new RoleRequest(term, "failover", "run-1", true), replica.rival());
  }

  @Test
  void aHigherTermThereForbidsEvenAForcedOne() {
    TermRecord promoted =
        new TermRecord(TermRecord.Role.PROMOTED, 90, "there", Instant.EPOCH, "failover");
    link.source.put(KEYS.term(), promoted.toJson());
    try (Replica there = there();
        Replica here = here()) {
      await(there, status -> status.site() != null && "promoted".equals(status.site().role()));
      answer(() -> there.board().status());

      assertThat(force(here))
          .isInstanceOfSatisfying(
              RoleChange.Refused.class,
              refused ->
                  assertThat(refused.why())
                      .contains("the other site is the primary since term 90"));
    }
  }

  @Test
  void aStandbyThereForbidsNothing() {
    try (Replica there = there();
        Replica here = here()) {
      await(there, status -> status.site() != null && "standby".equals(status.site().role()));
      answer(() -> there.board().status());

      assertThat(force(here)).isInstanceOf(RoleChange.Changed.class);
    }
  }

  @Test
  void aSiteTellsAllThatTheOtherOneWouldReadInItsEtcd() {
    long cluster = cluster();
    TermRecord promoted =
        new TermRecord(
            TermRecord.Role.PROMOTED,
            7,
            "there",
            Instant.EPOCH,
            "failover",
            null,
            new TermRecord.Claim(-2, 90, 300, Checkpoint.Phase.TAIL, false, null));
    link.source.put(KEYS.term(), promoted.toJson());
    String freeze = "/registry/validatingadmissionpolic%s/understudy-freeze-global";
    link.source.put(String.format(freeze, "ies"), "{}");
    link.source.put(String.format(freeze, "ybindings"), "{}");
    try (Replica there = there()) {
      assertThat(await(there, status -> status.site() != null).site())
          .isEqualTo(
              new SiteStatus(
                  Long.toHexString(cluster), "promoted", 7, false, "fffffffffffffffe", null, true));
    }
  }

  private long cluster() {
    try (GrpcEtcd etcd =
        GrpcEtcd.connect(EtcdEndpoint.of("source", List.of(link.sourceEtcd.endpoint())))) {
      return etcd.status().clusterId();
    }
  }
}
