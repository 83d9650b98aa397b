package io.understudy.failover.bootstrap;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.understudy.testkit.GrantedRights;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that keeps objects, with cert-manager's kinds or without; it refuses the program what
 * it has no right to, and counts its writes.
 */
final class StoredCluster implements AutoCloseable {

  static final String NAMESPACE = "cpaas-system";

  private static final String PROGRAM = "the program";

  private final KubernetesCrudDispatcher stored = new KubernetesCrudDispatcher();
  private final List<String> writes = new CopyOnWriteArrayList<>();
  private final GrantedRights rights;
  private final KubernetesMockServer server;
  private final KubernetesClient client;
  private volatile boolean hasCertManager;

  /**
   * @param rights of the program, which is refused all else
   */
  StoredCluster(GrantedRights rights) {
    this.rights = rights;
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new Watching(), false);
    server.start();
    client = client("the tests");
  }

  String url() {
    return "http://" + server.getHostName() + ":" + server.getPort();
  }

  /** The program's, to be closed by it. */
  KubernetesClient client() {
    return client(PROGRAM);
  }

  private KubernetesClient client(String agent) {
    Config config = new ConfigBuilder(Config.empty()).withMasterUrl(url()).build();
    config.setUserAgent(agent);
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
  }

  static Map<String, String> encoded(Map<String, String> texts) {
    Map<String, String> data = new HashMap<>();
    texts.forEach(
        (entry, text) ->
            data.put(
                entry, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
    return data;
  }

  void delete(String namespace, String name) {
    client.secrets().inNamespace(namespace).withName(name).delete();
  }

  @Nullable Secret secret(String name) {
    return client.secrets().inNamespace(NAMESPACE).withName(name).get();
  }

  @Nullable GenericKubernetesResource certManagerObject(String kind, String name) {
    return client
        .genericKubernetesResources(context(kind))
        .inNamespace(NAMESPACE)
        .withName(name)
        .get();
  }

  /** One that the program has not made. */
  void putIssuer(String name) {
    GenericKubernetesResource issuer = new GenericKubernetesResource();
    issuer.setApiVersion("cert-manager.io/v1");
    issuer.setKind("Issuer");
    issuer.setMetadata(new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(name).build());
    client
        .genericKubernetesResources(context("Issuer"))
        .inNamespace(NAMESPACE)
        .resource(issuer)
        .create();
  }

  private static ResourceDefinitionContext context(String kind) {
    return new ResourceDefinitionContext.Builder()
        .withGroup("cert-manager.io")
        .withVersion("v1")
        .withKind(kind)
        .withPlural(kind.equals("Issuer") ? "issuers" : "certificates")
        .withNamespaced(true)
        .build();
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
      if (PROGRAM.equals(request.getHeader("User-Agent"))) {
        String method = String.valueOf(request.method());
        Optional<Status> denial = rights.denial(method, URI.create(request.getPath()));
        if (denial.isPresent()) {
          return new MockResponse()
              .setResponseCode(denial.get().getCode())
              .setBody(Serialization.asJson(denial.get()));
        }
        if (!method.equals("GET")) {
          writes.add(method + " " + request.getPath());
        }
      }
      return stored.dispatch(request);
    }
  }
}
