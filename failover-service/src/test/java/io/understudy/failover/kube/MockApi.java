package io.understudy.failover.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.understudy.failover.kube.PrimaryServers.Server;
import io.understudy.testkit.StoredCluster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** A cluster with several API servers, each reached by itself. */
final class MockApi implements AutoCloseable {

  private final StoredCluster cluster = new StoredCluster();
  private final List<Front> fronts = new ArrayList<>();

  /**
   * @param versions of its API servers, such as {@code v1.34.1}, one for each
   */
  MockApi(String... versions) {
    for (String version : versions) {
      fronts.add(new Front(cluster.server(version)));
    }
  }

  List<Server> servers() {
    return fronts.stream().map(front -> new Server(front.address, front.client)).toList();
  }

  KubernetesClient client() {
    return fronts.getFirst().client;
  }

  /** What they have in common. */
  StoredCluster cluster() {
    return cluster;
  }

  StoredCluster.Server server(int index) {
    return fronts.get(index).answers;
  }

  /** Its API servers go; who has a client of them keeps it. */
  void closeServers() {
    fronts.forEach(front -> front.server.shutdown());
  }

  @Override
  public void close() {
    fronts.forEach(Front::close);
  }

  /** One API server. */
  private static final class Front extends Dispatcher {

    private final StoredCluster.Server answers;
    private final KubernetesMockServer server;
    private final KubernetesClient client;
    private final String address;

    Front(StoredCluster.Server answers) {
      this.answers = answers;
      this.server =
          new KubernetesMockServer(
              new Context(), new MockWebServer(), new HashMap<>(), this, false);
      server.start();
      this.client =
          server.createClient(
              builder -> builder.editOrNewConfig().withRequestRetryBackoffLimit(0).endConfig());
      this.address = server.getHostName() + ":" + server.getPort();
    }

    void close() {
      client.close();
      server.shutdown();
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      String body = request.getUtf8Body();
      StoredCluster.Reply reply =
          answers.answer(
              new StoredCluster.Asked(
                  request.getMethod(), request.getPath(), body == null ? "" : body));
      return new MockResponse()
          .setResponseCode(reply.code())
          .setHeader("Content-Type", "application/json")
          .setBody(reply.body());
    }
  }
}
