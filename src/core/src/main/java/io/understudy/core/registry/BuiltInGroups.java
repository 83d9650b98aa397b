package io.understudy.core.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The API groups of built-in resources. Their keys spell none, their values may be encrypted, and
 * the version a value was stored in may name a group that the resource has left since.
 */
public final class BuiltInGroups {

  private static final Map<String, String> GROUP_OF = new HashMap<>();

  static {
    put("", "bindings", "configmaps", "endpoints", "events", "limitranges", "namespaces", "nodes");
    put("", "persistentvolumeclaims", "persistentvolumes", "pods", "podtemplates");
    put("", "replicationcontrollers", "resourcequotas", "secrets", "serviceaccounts", "services");
    put("admissionregistration.k8s.io", "mutatingwebhookconfigurations");
    put("admissionregistration.k8s.io", "validatingwebhookconfigurations");
    put("admissionregistration.k8s.io", "validatingadmissionpolicies");
    put("admissionregistration.k8s.io", "validatingadmissionpolicybindings");
    put("admissionregistration.k8s.io", "mutatingadmissionpolicies");
    put("admissionregistration.k8s.io", "mutatingadmissionpolicybindings");
    put("apps", "controllerrevisions", "daemonsets", "deployments", "replicasets", "statefulsets");
    put("autoscaling", "horizontalpodautoscalers");
    put("batch", "cronjobs", "jobs");
    put("certificates.k8s.io", "certificatesigningrequests", "clustertrustbundles");
    put("coordination.k8s.io", "leases", "leasecandidates");
    put("discovery.k8s.io", "endpointslices");
    put("flowcontrol.apiserver.k8s.io", "flowschemas", "prioritylevelconfigurations");
    put("internal.apiserver.k8s.io", "storageversions");
    put("networking.k8s.io", "ingresses", "ingressclasses", "ipaddresses", "networkpolicies");
    put("networking.k8s.io", "servicecidrs");
    put("node.k8s.io", "runtimeclasses");
    put("policy", "poddisruptionbudgets", "podsecuritypolicies");
    put("rbac.authorization.k8s.io", "clusterroles", "clusterrolebindings");
    put("rbac.authorization.k8s.io", "roles", "rolebindings");
    put("resource.k8s.io", "deviceclasses", "resourceclaims", "resourceclaimtemplates");
    put("resource.k8s.io", "resourceslices", "devicetaintrules");
    put("scheduling.k8s.io", "priorityclasses");
    put("storage.k8s.io", "csidrivers", "csinodes", "csistoragecapacities", "storageclasses");
    put("storage.k8s.io", "volumeattachments", "volumeattributesclasses");
  }

  private BuiltInGroups() {}

  /** Empty for a resource that this list does not hold; the core group is the empty text. */
  public static Optional<String> groupOf(String resource) {
    return Optional.ofNullable(GROUP_OF.get(resource));
  }

  /** All of them, the core group among them. */
  public static Set<String> all() {
    return Set.copyOf(GROUP_OF.values());
  }

  private static void put(String group, String... resources) {
    List.of(resources).forEach(resource -> GROUP_OF.put(resource, group));
  }
}
