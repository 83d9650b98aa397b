package io.understudy.testkit.sample;

import io.understudy.core.port.Bytes;

/** A kind of object and how the API server stores it. */
enum Kind {
  NAMESPACE("v1", "Namespace", "namespaces", Storage.PROTOBUF),
  SERVICE_ACCOUNT("v1", "ServiceAccount", "serviceaccounts", Storage.PROTOBUF),
  CONFIG_MAP("v1", "ConfigMap", "configmaps", Storage.PROTOBUF),
  SECRET("v1", "Secret", "secrets", Storage.PROTOBUF),
  SERVICE("v1", "Service", "services/specs", Storage.PROTOBUF),
  ENDPOINTS("v1", "Endpoints", "services/endpoints", Storage.PROTOBUF),
  POD("v1", "Pod", "pods", Storage.PROTOBUF),
  NODE("v1", "Node", "minions", Storage.PROTOBUF),
  EVENT("v1", "Event", "events", Storage.PROTOBUF),
  VOLUME("v1", "PersistentVolume", "persistentvolumes", Storage.PROTOBUF),
  CLAIM("v1", "PersistentVolumeClaim", "persistentvolumeclaims", Storage.PROTOBUF),
  QUOTA("v1", "ResourceQuota", "resourcequotas", Storage.PROTOBUF),
  DEPLOYMENT("apps/v1", "Deployment", "deployments", Storage.PROTOBUF),
  REPLICA_SET("apps/v1", "ReplicaSet", "replicasets", Storage.PROTOBUF),
  STATEFUL_SET("apps/v1", "StatefulSet", "statefulsets", Storage.PROTOBUF),
  CONTROLLER_REVISION("apps/v1", "ControllerRevision", "controllerrevisions", Storage.PROTOBUF),
  JOB("batch/v1", "Job", "jobs", Storage.PROTOBUF),
  CRON_JOB("batch/v1", "CronJob", "cronjobs", Storage.PROTOBUF),
  LEASE("coordination.k8s.io/v1", "Lease", "leases", Storage.PROTOBUF),
  ENDPOINT_SLICE("discovery.k8s.io/v1", "EndpointSlice", "endpointslices", Storage.PROTOBUF),
  ROLE("rbac.authorization.k8s.io/v1", "Role", "roles", Storage.PROTOBUF),
  ROLE_BINDING("rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings", Storage.PROTOBUF),
  CLUSTER_ROLE("rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", Storage.PROTOBUF),
  STORAGE_CLASS("storage.k8s.io/v1", "StorageClass", "storageclasses", Storage.PROTOBUF),
  DEFINITION(
      "apiextensions.k8s.io/v1",
      "CustomResourceDefinition",
      "apiextensions.k8s.io/customresourcedefinitions",
      Storage.JSON),
  API_SERVICE(
      "apiregistration.k8s.io/v1",
      "APIService",
      "apiregistration.k8s.io/apiservices",
      Storage.JSON),
  PLATFORM("apps.example.io/v1", "Platform", "apps.example.io/platforms", Storage.JSON),
  ENVIRONMENT("apps.example.io/v1", "Environment", "apps.example.io/environments", Storage.JSON),
  APPLICATION("apps.example.io/v1", "Application", "apps.example.io/applications", Storage.JSON);

  /** How values are encoded: built-in kinds one way, what is defined at run time the other. */
  enum Storage {
    PROTOBUF,
    JSON
  }

  private final String apiVersion;
  private final String title;
  private final String folder;
  private final Storage storage;

  Kind(String apiVersion, String title, String folder, Storage storage) {
    this.apiVersion = apiVersion;
    this.title = title;
    this.folder = folder;
    this.storage = storage;
  }

  String apiVersion() {
    return apiVersion;
  }

  /** As {@code kind} says it. */
  String title() {
    return title;
  }

  Storage storage() {
    return storage;
  }

  /**
   * @param namespace empty for a cluster-scoped object
   */
  Bytes key(String namespace, String name) {
    String within = namespace.isEmpty() ? name : namespace + "/" + name;
    return Bytes.utf8("/registry/" + folder + "/" + within);
  }
}
