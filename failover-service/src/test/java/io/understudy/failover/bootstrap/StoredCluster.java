package io.understudy.failover.bootstrap;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A cluster that keeps objects, with cert-manager's kinds or without, and counts writes. */
final class StoredCluster implements AutoCloseable {

  static final String NAMESPACE = "cpaas-system";

  private final KubernetesCrudDispatcher stored = new KubernetesCrudDispatcher();
  private final List<String> writes = new CopyOnWriteArrayList<>();
  private final KubernetesMockServer server;
  private final KubernetesClient client;
  private volatile boolean hasCertManager;

  StoredCluster() {
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new Watching(), false);
    server.start();
    client = client();
  }

  String url() {
    return "http://" + server.getHostName() + ":" + server.getPort();
  }

  /** To be closed by whoever takes it. */
  KubernetesClient client() {
    Config config = new ConfigBuilder(Config.empty()).withMasterUrl(url()).build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  void installCertManager() {
    hasCertManager = true;
  }

  /** Method and path of each call by the program that was no look. */
  List<String> writes() {
    return List.copyOf(writes);
  }

  void forgetWrites() {
    writes.clear();
  }

  /** Makes or replaces it. */
  void put(String namespace, String name, Map<String, String> texts) {
    put(
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .endMetadata()
            .withData(encoded(texts))
            .build());
  }

  void put(Secret secret) {
    var named = client.secrets().inNamespace(secret.getMetadata().getNamespace()).resource(secret);
    named.delete();
    named.create();
    forgetWrites();
  }

  static Map<String, String> encoded(Map<String, String> texts) {
    Map<String, String> data = new HashMap<>();
    texts.forEach(
        (entry, text) ->
            data.put(
                entry, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
    return data;
  }

  @Nullable Secret secret(String name) {
    return client.secrets().inNamespace(NAMESPACE).withName(name).get();
  }

  @Nullable GenericKubernetesResource certManagerObject(String kind, String name) {
    return client
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup("cert-manager.io")
                .withVersion("v1")
                .withKind(kind)
                .withPlural(kind.equals("Issuer") ? "issuers" : "certificates")
                .withNamespaced(true)
                .build())
        .inNamespace(NAMESPACE)
        .withName(name)
        .get();
  }

  @Override
  public void close() {
    client.close();
    server.shutdown();
  }

  private final class Watching extends Dispatcher {

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      if (request.getPath().equals("/apis/cert-manager.io")) {
        return hasCertManager
            ? new MockResponse()
                .setResponseCode(200)
                .setBody(
                    "{\"kind\":\"APIGroup\",\"apiVersion\":\"v1\",\"name\":\"cert-manager.io\"}")
            : new MockResponse().setResponseCode(404);
      }
      if (!request.method().toString().equals("GET")) {
        writes.add(request.method() + " " + request.getPath());
      }
      return stored.dispatch(request);
    }
  }
}
