package io.understudy.core.role;

import io.understudy.core.registry.RegistryKey;
import java.util.List;
import java.util.Optional;

/**
 * When a kind of object is put in place after a promotion: what others need comes first, what acts
 * on others last.
 */
enum Stage {
  DEFINITION(List.of()),
  NAMESPACE(List.of(List.of("namespaces"))),
  /** All that no other stage names, above all custom resources, before what runs on them starts. */
  CONFIGURATION(List.of()),
  /** A claim and its volume go in together: see {@link ParkedObject#claim}. */
  STORAGE(List.of(List.of("persistentvolumeclaims"), List.of("persistentvolumes"))),
  SERVICE(
      List.of(List.of("services"), List.of("endpoints", "endpointslices"), List.of("ingresses"))),
  WORKLOAD(
      List.of(
          List.of("deployments", "statefulsets", "daemonsets", "cronjobs"),
          List.of("replicasets", "replicationcontrollers", "jobs", "controllerrevisions"),
          List.of("pods", "horizontalpodautoscalers"))),
  /** Groups that servers among the workloads serve. */
  AGGREGATION(List.of()),
  /** What is asked about every write, and would fail it while its server is not up. */
  ADMISSION(List.of(List.of("validatingwebhookconfigurations", "mutatingwebhookconfigurations")));

  private static final String DEFINITIONS = "customresourcedefinitions";
  private static final String API_SERVICES = "apiservices";

  private final List<List<String>> resources;

  /**
   * @param resources plural resources of built-in kinds, those that may own others first
   */
  Stage(List<List<String>> resources) {
    this.resources = resources;
  }

  static Stage of(Optional<RegistryKey> key) {
    if (key.isEmpty()) {
      return CONFIGURATION;
    }
    RegistryKey parsed = key.get();
    return switch (parsed.group()) {
      case "" -> builtIn(parsed.resource());
      case "apiextensions.k8s.io" ->
          parsed.resource().equals(DEFINITIONS) ? DEFINITION : CONFIGURATION;
      case "apiregistration.k8s.io" ->
          parsed.resource().equals(API_SERVICES) ? AGGREGATION : CONFIGURATION;
      default -> CONFIGURATION;
    };
  }

  /** Order among kinds of one stage where the owners of objects cannot be read. */
  int depth(Optional<RegistryKey> key) {
    String resource = key.map(RegistryKey::resource).orElse("");
    for (int depth = 0; depth < resources.size(); depth++) {
      if (resources.get(depth).contains(resource)) {
        return depth;
      }
    }
    return resources.size();
  }

  private static Stage builtIn(String resource) {
    for (Stage stage : values()) {
      if (stage.resources.stream().anyMatch(named -> named.contains(resource))) {
        return stage;
      }
    }
    return CONFIGURATION;
  }
}
