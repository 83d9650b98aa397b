package io.understudy.core.registry;

import java.util.Set;

/**
 * Built-in kinds whose protobuf message has its status in field 3. The message alone does not tell:
 * field 3 of a Secret is its type, of a RoleBinding its roleRef, of a ConfigMap its binaryData.
 * Source: the {@code generated.proto} files of k8s.io/api, kube-aggregator and
 * apiextensions-apiserver.
 */
final class StatusKinds {

  private static final Set<String> KINDS =
      Set.of(
          "/Namespace",
          "/Node",
          "/PersistentVolume",
          "/PersistentVolumeClaim",
          "/Pod",
          "/ReplicationController",
          "/ResourceQuota",
          "/Service",
          "admissionregistration.k8s.io/ValidatingAdmissionPolicy",
          "apiextensions.k8s.io/CustomResourceDefinition",
          "apiregistration.k8s.io/APIService",
          "apps/DaemonSet",
          "apps/Deployment",
          "apps/ReplicaSet",
          "apps/StatefulSet",
          "autoscaling/HorizontalPodAutoscaler",
          "batch/CronJob",
          "batch/Job",
          "certificates.k8s.io/CertificateSigningRequest",
          "flowcontrol.apiserver.k8s.io/FlowSchema",
          "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration",
          "networking.k8s.io/Ingress",
          "networking.k8s.io/ServiceCIDR",
          "policy/PodDisruptionBudget",
          "resource.k8s.io/ResourceClaim",
          "storage.k8s.io/VolumeAttachment");

  private StatusKinds() {}

  /**
   * @param apiVersion {@code group/version}, or {@code v1} for the core group
   */
  static boolean has(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    return KINDS.contains(group + "/" + kind);
  }
}
