package io.understudy.failover.dns;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.understudy.failover.step.StepContext;
import io.understudy.service.kubernetes.ApiClient;
import java.net.HttpURLConnection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A {@code DNSEndpoint}, which ExternalDNS carries to the zone's servers. */
final class ExternalDnsStore implements RecordStore {

  /** As ExternalDNS' own definition has it. */
  static final ResourceDefinitionContext DEFINITION =
      new ResourceDefinitionContext.Builder()
          .withGroup("externaldns.k8s.io")
          .withVersion("v1alpha1")
          .withKind("DNSEndpoint")
          .withPlural("dnsendpoints")
          .withNamespaced(true)
          .build();

  private static final String SPEC = "spec";

  private final ApiClient client;
  private final String namespace;
  private final String resource;

  ExternalDnsStore(ApiClient client, String namespace, String resource) {
    this.client = client;
    this.namespace = namespace;
    this.resource = resource;
  }

  @Override
  public String text() {
    return "DNSEndpoint " + namespace + "/" + resource;
  }

  @Override
  public boolean changesInDrill() {
    return true;
  }

  private Resource<GenericKubernetesResource> resource() {
    return client
        .get()
        .genericKubernetesResources(DEFINITION)
        .inNamespace(namespace)
        .withName(resource);
  }

  @Override
  public Lookup read(String name) {
    try {
      return Optional.ofNullable(resource().get())
          .map(found -> DnsEndpoints.of(found.get(SPEC)).find(name))
          .orElseGet(() -> new Lookup.Failed(missing()));
    } catch (KubernetesClientException failure) {
      return new Lookup.Failed(why("read", failure));
    } catch (IllegalArgumentException bad) {
      return new Lookup.Failed(text() + ": " + bad.getMessage());
    }
  }

  /**
   * Whether it may be written is found out by writing it as it is, which the API server only tries.
   */
  @Override
  public List<String> obstacles(String name, HostRecords current) {
    try {
      GenericKubernetesResource found = resource().get();
      if (found == null) {
        return List.of(missing());
      }
      client
          .get()
          .genericKubernetesResources(DEFINITION)
          .inNamespace(namespace)
          .resource(found)
          .dryRun()
          .update();
      return List.of();
    } catch (KubernetesClientException failure) {
      return List.of(why("written", failure));
    }
  }

  @Override
  public Outcome replace(StepContext context, String name, HostRecords from, HostRecords to) {
    try {
      GenericKubernetesResource found = resource().get();
      if (found == null) {
        return new Outcome.Refused(missing());
      }
      DnsEndpoints endpoints = DnsEndpoints.of(found.get(SPEC));
      if (!endpoints.find(name).leadsWhere(from)) {
        return new Outcome.Refused(changedByOthers(name));
      }
      Map<String, Object> spec = new LinkedHashMap<>();
      if (found.get(SPEC) instanceof Map<?, ?> fields) {
        fields.forEach((field, value) -> spec.put(String.valueOf(field), value));
      }
      spec.put("endpoints", endpoints.with(name, to).endpoints());
      found.setAdditionalProperty(SPEC, spec);
      // With the resourceVersion it was read at: the API server refuses it if others were quicker.
      client
          .get()
          .genericKubernetesResources(DEFINITION)
          .inNamespace(namespace)
          .resource(found)
          .update();
      return new Outcome.Taken("ExternalDNS to carry " + text() + " to the zone's servers");
    } catch (KubernetesClientException failure) {
      return refused(name, failure);
    }
  }

  private Outcome refused(String name, KubernetesClientException failure) {
    if (failure.getCode() == HttpURLConnection.HTTP_CONFLICT) {
      return new Outcome.Refused(changedByOthers(name));
    }
    boolean isRefusal = failure.getCode() >= 400 && failure.getCode() < 500;
    return isRefusal
        ? new Outcome.Refused(why("written", failure))
        : new Outcome.Unknown(why("written", failure));
  }

  private String changedByOthers(String name) {
    return text()
        + " was changed by others in the meantime, nothing was written; look at "
        + name
        + " there and plan again";
  }

  private String missing() {
    return "there is no "
        + text()
        + "; create it with the platform's records, and let ExternalDNS run with --source=crd";
  }

  private String why(String what, KubernetesClientException failure) {
    return text()
        + " cannot be "
        + what
        + " ("
        + KubernetesFailure.text(failure)
        + "); check that ExternalDNS' definitions are installed and that this service account may"
        + " get and update dnsendpoints.externaldns.k8s.io";
  }
}
