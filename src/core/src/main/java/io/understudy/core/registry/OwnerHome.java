package io.understudy.core.registry;

import io.understudy.core.port.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where an API server looks an owner up: by the resource that serves its group and kind, and there
 * by name, in the dependent's namespace unless the resource is cluster-scoped. Pure.
 *
 * @param folder as keys spell the resource, with the group where they carry one: {@code
 *     deployments}, {@code services/specs}, {@code example.com/widgets}
 */
public record OwnerHome(String folder, boolean namespaced) {

  /** Built-in resources that are in no namespace. Source: the Kubernetes API reference. */
  private static final Set<String> CLUSTER_SCOPED =
      Set.of(
          "certificatesigningrequests",
          "clusterrolebindings",
          "clusterroles",
          "clustertrustbundles",
          "csidrivers",
          "csinodes",
          "deviceclasses",
          "devicetaintrules",
          "flowschemas",
          "ingressclasses",
          "ipaddresses",
          "mutatingadmissionpolicies",
          "mutatingadmissionpolicybindings",
          "mutatingwebhookconfigurations",
          "namespaces",
          "nodes",
          "persistentvolumes",
          "podsecuritypolicies",
          "priorityclasses",
          "prioritylevelconfigurations",
          "resourceslices",
          "runtimeclasses",
          "servicecidrs",
          "storageclasses",
          "storageversions",
          "validatingadmissionpolicies",
          "validatingadmissionpolicybindings",
          "validatingwebhookconfigurations",
          "volumeattachments",
          "volumeattributesclasses");

  private static final OwnerHome DEFINITIONS =
      new OwnerHome("apiextensions.k8s.io/customresourcedefinitions", false);
  private static final OwnerHome API_SERVICES =
      new OwnerHome("apiregistration.k8s.io/apiservices", false);

  /**
   * @return empty for a kind that Kubernetes does not bring along, or that this release does not
   *     know
   */
  public static Optional<OwnerHome> builtIn(OwnerReference owner) {
    String group = OwnerKeys.group(owner);
    switch (group + "/" + owner.kind()) {
      case "apiextensions.k8s.io/CustomResourceDefinition" -> {
        return Optional.of(DEFINITIONS);
      }
      case "apiregistration.k8s.io/APIService" -> {
        return Optional.of(API_SERVICES);
      }
      default -> {}
    }
    return plurals(owner.kind().toLowerCase(Locale.ROOT)).stream()
        .filter(plural -> BuiltInGroups.groupOf(plural).filter(group::equals).isPresent())
        .findFirst()
        .map(plural -> new OwnerHome(folder(plural), !CLUSTER_SCOPED.contains(plural)));
  }

  /**
   * @param namespace of the dependent
   */
  public Bytes key(String namespace, String name) {
    String within = namespaced ? namespace + "/" + name : name;
    return RegistryKeys.PREFIX.plus(Bytes.utf8(folder + "/" + within));
  }

  private static List<String> plurals(String kind) {
    String stem = kind.isEmpty() ? "" : kind.substring(0, kind.length() - 1);
    return List.of(kind + "s", kind + "es", kind, stem + "ies");
  }

  private static String folder(String resource) {
    return switch (resource) {
      case "endpoints" -> "services/endpoints";
      case "ingresses" -> "ingress";
      case "nodes" -> "minions";
      case "podsecuritypolicies" -> "podsecuritypolicy";
      case "replicationcontrollers" -> "controllers";
      case "services" -> "services/specs";
      default -> resource;
    };
  }
}
