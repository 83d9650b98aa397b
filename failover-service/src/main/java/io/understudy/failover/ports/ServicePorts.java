package io.understudy.failover.ports;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a Service looks with one port closed, and how it looked before. Of several ports the one is
 * taken out. A Service must have one: an only port stays, and the selector gets a label that no Pod
 * has, so that the Service has no endpoints and kube-proxy refuses. What was is kept as an
 * annotation in the same write, so it outlives the run that closed it. No input or output.
 */
record ServicePorts(int port) {

  static final String LABEL = "understudy.io/closed";
  private static final String ANNOTATION = "understudy.io/closed-port-";
  private static final String BY_SELECTOR = "selector";

  String annotation() {
    return ANNOTATION + port;
  }

  boolean isClosed(Service service) {
    return find(service).isEmpty() || selector(service).containsKey(LABEL);
  }

  private Optional<ServicePort> find(Service service) {
    return service.getSpec().getPorts().stream().filter(this::isThis).findFirst();
  }

  private boolean isThis(ServicePort candidate) {
    boolean isTcp = candidate.getProtocol() == null || candidate.getProtocol().equals("TCP");
    return isTcp && candidate.getPort() != null && candidate.getPort() == port;
  }

  private static Map<String, String> selector(Service service) {
    return Optional.ofNullable(service.getSpec().getSelector()).orElse(Map.of());
  }

  private static Map<String, String> annotations(Service service) {
    return Optional.ofNullable(service.getMetadata().getAnnotations()).orElse(Map.of());
  }

  private static boolean hasOnlyOne(Service service) {
    return service.getSpec().getPorts().size() == 1;
  }

  Optional<String> cannotClose(Service service) {
    return !isClosed(service) && hasOnlyOne(service) && selector(service).isEmpty()
        ? Optional.of(
            "this is its only port and it has no selector, so only deleting it would close it, and"
                + " with it its address and endpoints; close it by another way")
        : Optional.empty();
  }

  /** What {@link #opened} needs. Of one that is open. */
  String memory(Service service) {
    return hasOnlyOne(service)
        ? BY_SELECTOR
        : find(service).map(Serialization::asJson).orElse(BY_SELECTOR);
  }

  Service closed(Service service) {
    if (isClosed(service)) {
      return service;
    }
    ServiceBuilder builder =
        new ServiceBuilder(service)
            .editMetadata()
            .addToAnnotations(annotation(), memory(service))
            .endMetadata();
    if (hasOnlyOne(service)) {
      return builder.editSpec().addToSelector(LABEL, "true").endSpec().build();
    }
    List<ServicePort> others =
        service.getSpec().getPorts().stream().filter(candidate -> !isThis(candidate)).toList();
    return builder.editSpec().withPorts(others).endSpec().build();
  }

  /** What is known of how it was. */
  Optional<String> remembered(Service service) {
    return Optional.ofNullable(annotations(service).get(annotation()));
  }

  /**
   * @param memory counts if the Service has none itself
   * @throws IllegalArgumentException if it is closed and nothing is known
   */
  Service opened(Service service, Optional<String> memory) {
    if (!isClosed(service)) {
      return service;
    }
    if (find(service).isPresent()) {
      Map<String, String> selector = new HashMap<>(selector(service));
      selector.remove(LABEL);
      return forget(service).editSpec().withSelector(selector).endSpec().build();
    }
    String was =
        remembered(service)
            .or(() -> memory)
            .filter(text -> !text.equals(BY_SELECTOR))
            .orElseThrow(() -> new IllegalArgumentException(unknown()));
    List<ServicePort> ports = new ArrayList<>(service.getSpec().getPorts());
    ports.add(Serialization.unmarshal(was, ServicePort.class));
    return forget(service).editSpec().withPorts(ports).endSpec().build();
  }

  String unknown() {
    return "it has no port "
        + port
        + ", and neither its annotation "
        + annotation()
        + " nor this run says what it was; add the port by hand";
  }

  private ServiceBuilder forget(Service service) {
    return new ServiceBuilder(service)
        .editMetadata()
        .removeFromAnnotations(annotation())
        .endMetadata();
  }
}
