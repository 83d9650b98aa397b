package io.understudy.core.readiness.stored;

import io.understudy.core.readiness.Facts.Answers;
import io.understudy.core.readiness.stored.Registry.Stored;
import io.understudy.core.registry.ObjectFields;
import io.understudy.core.registry.ObjectFields.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is behind a Service: endpoints now, or workloads once they are unparked. */
final class Backing {

  private static final String ENDPOINTS = "/registry/services/endpoints/";
  private static final String SLICES = "/registry/endpointslices/";
  private static final String SLICE_OF = "kubernetes.io/service-name";

  private static final Field META = new Field("metadata", 1);
  private static final Field LABELS = new Field("labels", 11);
  private static final Field SELECTOR = new Field("selector", 2);
  private static final Field REPLICAS = new Field("replicas", 1);
  private static final Field SUBSETS = new Field("subsets", 2);
  private static final Field ADDRESSES = new Field("addresses", 1);
  private static final Field SLICE_ENDPOINTS = new Field("endpoints", 2);
  private static final Field CONDITIONS = new Field("conditions", 2);
  private static final Field READY = new Field("ready", 1);

  /**
   * A resource that makes pods.
   *
   * @param scales whether it may be told to make none
   */
  private record Workload(String resource, Field template, boolean scales) {}

  private static final List<Workload> WORKLOADS =
      List.of(
          new Workload("deployments", new Field("template", 3), true),
          new Workload("statefulsets", new Field("template", 3), true),
          new Workload("replicasets", new Field("template", 3), true),
          new Workload("daemonsets", new Field("template", 2), false));

  private final Registry standby;

  Backing(Registry standby) {
    this.standby = standby;
  }

  /**
   * @param service namespace and name
   * @param stored the Service, visible or parked or both
   */
  Answers of(String service, List<Stored> stored) {
    boolean visible = stored.stream().anyMatch(one -> !one.parked());
    if (visible && hasEndpoints(service)) {
      return Answers.NOW;
    }
    Map<String, String> selector =
        stored
            .getFirst()
            .fields()
            .flatMap(fields -> fields.one(ServiceFacts.SPEC))
            .map(spec -> spec.map(SELECTOR))
            .orElse(Map.of());
    String namespace = service.substring(0, service.indexOf('/') + 1);
    return !selector.isEmpty() && comes(namespace, selector, !visible)
        ? Answers.AFTER_UNPARK
        : Answers.NO_ENDPOINTS;
  }

  private boolean hasEndpoints(String service) {
    boolean hasSubset =
        standby
            .visible(ENDPOINTS + service)
            .flatMap(Stored::fields)
            .map(endpoints -> endpoints.all(SUBSETS))
            .orElse(List.of())
            .stream()
            .anyMatch(subset -> !subset.all(ADDRESSES).isEmpty());
    return hasSubset || hasReadySlice(service);
  }

  /** A slice's name begins with its Service's, but so may another Service's name. */
  private boolean hasReadySlice(String service) {
    String name = service.substring(service.indexOf('/') + 1);
    List<ObjectFields> slices = new ArrayList<>();
    standby.each(
        SLICES + service + "-",
        stored -> {
          if (!stored.parked()) {
            stored
                .fields()
                .filter(slice -> name.equals(labels(slice).get(SLICE_OF)))
                .ifPresent(slices::add);
          }
        });
    return slices.stream()
        .flatMap(slice -> slice.all(SLICE_ENDPOINTS).stream())
        .anyMatch(Backing::isReady);
  }

  /** As Kubernetes has it, an endpoint that does not say counts as ready. */
  private static boolean isReady(ObjectFields endpoint) {
    Optional<ObjectFields> conditions = endpoint.one(CONDITIONS);
    return conditions.isEmpty()
        || !conditions.get().has(READY)
        || conditions.get().number(READY) != 0;
  }

  /** Whether pods that it selects will run; with a visible Service only parked workloads help. */
  private boolean comes(String namespace, Map<String, String> selector, boolean serviceParked) {
    List<Stored> found = new ArrayList<>();
    for (Workload workload : WORKLOADS) {
      standby.each(
          "/registry/" + workload.resource() + "/" + namespace,
          stored -> {
            if ((stored.parked() || serviceParked) && makes(stored, workload, selector)) {
              found.add(stored);
            }
          });
    }
    return !found.isEmpty();
  }

  private static boolean makes(Stored stored, Workload workload, Map<String, String> selector) {
    return stored
        .fields()
        .flatMap(fields -> fields.one(ServiceFacts.SPEC))
        .filter(spec -> !workload.scales() || wantsPods(spec))
        .flatMap(spec -> spec.one(workload.template()))
        .map(pods -> labels(pods).entrySet().containsAll(selector.entrySet()))
        .orElse(false);
  }

  /** One replica if it does not say. */
  private static boolean wantsPods(ObjectFields spec) {
    return !spec.has(REPLICAS) || spec.number(REPLICAS) > 0;
  }

  private static Map<String, String> labels(ObjectFields object) {
    return object.one(META).map(meta -> meta.map(LABELS)).orElse(Map.of());
  }
}
