package io.understudy.failover.bootstrap;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.understudy.failover.bootstrap.BootstrapException.Kind;
import io.understudy.service.kubernetes.ClientFailures;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.function.Supplier;

/** This cluster. Failed calls say what right they need; never what they sent. */
final class HereApi {

  private static final String CERT_MANAGER = "cert-manager.io";

  private final KubernetesClient client;
  private final String namespace;

  /**
   * @param namespace the release's
   */
  HereApi(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  Optional<Secret> secret(String in, String name) {
    return call(
        "get",
        "Secret " + in + "/" + name,
        () -> Optional.ofNullable(client.secrets().inNamespace(in).withName(name).get()));
  }

  Optional<String> configMapEntry(String name, String entry) {
    return call(
        "get",
        "ConfigMap " + namespace + "/" + name,
        () ->
            Optional.ofNullable(client.configMaps().inNamespace(namespace).withName(name).get())
                .map(map -> map.getData() == null ? null : map.getData().get(entry)));
  }

  /** Whether its kinds are known here. */
  boolean hasCertManager() {
    return call("get", "API group " + CERT_MANAGER, () -> client.hasApiGroup(CERT_MANAGER, true));
  }

  Optional<GenericKubernetesResource> certManagerObject(String kind, String name) {
    return call(
        "get",
        kind + " " + namespace + "/" + name,
        () ->
            Optional.ofNullable(
                client
                    .genericKubernetesResources(context(kind))
                    .inNamespace(namespace)
                    .withName(name)
                    .get()));
  }

  /**
   * Makes or replaces it. One that somebody made or changed since it was looked at is left as it is
   * and told.
   *
   * @param wanted with the resource version that was seen, if one was
   */
  void write(HasMetadata wanted) {
    boolean isNew = wanted.getMetadata().getResourceVersion() == null;
    String what = wanted.getKind() + " " + namespace + "/" + wanted.getMetadata().getName();
    call(
        isNew ? "create" : "update",
        what,
        () -> {
          Resource<? extends HasMetadata> resource = resource(wanted);
          return isNew ? resource.create() : resource.update();
        });
  }

  private Resource<? extends HasMetadata> resource(HasMetadata wanted) {
    return wanted instanceof GenericKubernetesResource custom
        ? client
            .genericKubernetesResources(context(custom.getKind()))
            .inNamespace(namespace)
            .resource(custom)
        : client.secrets().inNamespace(namespace).resource((Secret) wanted);
  }

  /** It may be gone already. */
  void deleteSecret(String name) {
    call(
        "delete",
        "Secret " + namespace + "/" + name,
        () -> client.secrets().inNamespace(namespace).withName(name).delete());
  }

  private static ResourceDefinitionContext context(String kind) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(CERT_MANAGER)
        .withVersion("v1")
        .withKind(kind)
        .withPlural(kind.equals("Issuer") ? "issuers" : "certificates")
        .withNamespaced(true)
        .build();
  }

  private <T> T call(String verb, String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (KubernetesClientException failure) {
      throw new BootstrapException(
          Kind.HERE,
          switch (failure.getCode()) {
            case HttpURLConnection.HTTP_FORBIDDEN ->
                "this cluster does not let the bootstrap's ServiceAccount "
                    + verb
                    + " "
                    + what
                    + " (403); the chart grants that: upgrade the release";
            case HttpURLConnection.HTTP_CONFLICT ->
                what + " was made or changed by somebody else meanwhile; run the bootstrap again";
            default -> failed(verb, what, failure);
          });
    }
  }

  /** The API server's own words are left out: they might quote what was sent. */
  private static String failed(String verb, String what, KubernetesClientException failure) {
    String call = " to " + verb + " " + what;
    return failure.getCode() > 0
        ? "this cluster's API server answered HTTP " + failure.getCode() + call
        : "this cluster's API server could not be asked"
            + call
            + (failure.getCause() == null ? "" : ": " + ClientFailures.why(failure.getCause()));
  }
}
