package io.understudy.testkit.sample;

import io.understudy.core.port.Bytes;
import java.util.Map;

/** What objects say beside their metadata, in the field numbers of the Kubernetes API. */
final class Bodies {

  private Bodies() {}

  /** {@code data} is field 2 of a ConfigMap and of a Secret alike. */
  static Bytes data(Map<String, String> data) {
    return new ProtoMessage().map(2, data).encoded();
  }

  static Bytes secret(Map<String, String> data) {
    return new ProtoMessage().map(2, data).text(3, "Opaque").encoded();
  }

  static Bytes namespace() {
    return spec(new ProtoMessage().text(1, "kubernetes"), new ProtoMessage().text(1, "Active"));
  }

  static Bytes nothing() {
    return Bytes.EMPTY;
  }

  static Bytes rules(String... resources) {
    ProtoMessage rule =
        new ProtoMessage().texts(1, "get", "list", "watch").text(2, "").texts(3, resources);
    return new ProtoMessage().message(2, rule).encoded();
  }

  static Bytes binding(String role, String namespace, String account) {
    ProtoMessage subject =
        new ProtoMessage()
            .text(1, "ServiceAccount")
            .text(2, "")
            .text(3, account)
            .text(4, namespace);
    ProtoMessage reference =
        new ProtoMessage().text(1, "rbac.authorization.k8s.io").text(2, "Role").text(3, role);
    return new ProtoMessage().message(2, subject).message(3, reference).encoded();
  }

  /** Of Deployments, ReplicaSets and StatefulSets, which agree in these fields. */
  static Bytes workload(String app, int replicas) {
    return spec(
        new ProtoMessage()
            .number(1, replicas)
            .message(2, new ProtoMessage().map(1, Map.of("app", app)))
            .message(3, template(app)),
        new ProtoMessage().number(1, 1).number(2, replicas));
  }

  static Bytes job(String app) {
    return spec(
        new ProtoMessage().number(1, 1).number(2, 1).message(6, template(app)),
        new ProtoMessage().number(4, 1));
  }

  static Bytes cronJob(String app) {
    ProtoMessage jobTemplate =
        new ProtoMessage().message(2, new ProtoMessage().message(6, template(app)));
    return spec(
        new ProtoMessage().text(1, "*/5 * * * *").text(3, "Forbid").message(5, jobTemplate),
        new ProtoMessage());
  }

  static Bytes pod(String app, String node, String phase) {
    return spec(
        new ProtoMessage().message(2, container(app)).text(3, "Always").text(10, node),
        new ProtoMessage().text(1, phase));
  }

  static Bytes service(String app, String address) {
    ProtoMessage port = new ProtoMessage().text(1, "http").text(2, "TCP").number(3, 80);
    return spec(
        new ProtoMessage()
            .message(1, port)
            .map(2, Map.of("app", app))
            .text(3, address)
            .text(4, "ClusterIP"),
        new ProtoMessage());
  }

  /** Of Endpoints: {@code subsets} is field 2. */
  static Bytes addresses(String... addresses) {
    ProtoMessage subset = new ProtoMessage();
    for (String address : addresses) {
      subset.message(1, new ProtoMessage().text(1, address));
    }
    return new ProtoMessage().message(2, subset).encoded();
  }

  static Bytes lease(String holder, long renewedSeconds) {
    return new ProtoMessage()
        .message(
            2,
            new ProtoMessage()
                .text(1, holder)
                .number(2, 40)
                .message(4, new ProtoMessage().number(1, renewedSeconds)))
        .encoded();
  }

  static Bytes event(String reason, String message) {
    return new ProtoMessage().text(3, reason).text(4, message).encoded();
  }

  static Bytes volume(String claimNamespace, String claim) {
    ProtoMessage claimed =
        new ProtoMessage().text(1, Kind.CLAIM.title()).text(2, claimNamespace).text(3, claim);
    return spec(
        new ProtoMessage().message(4, claimed).text(5, "Delete").text(6, "standard"),
        new ProtoMessage().text(1, "Bound"));
  }

  static Bytes claim(String volume) {
    return spec(
        new ProtoMessage().text(1, "ReadWriteOnce").text(3, volume).text(5, "standard"),
        new ProtoMessage().text(1, "Bound"));
  }

  static Bytes revision(long number) {
    return new ProtoMessage().number(3, number).encoded();
  }

  static Bytes provisioner(String name) {
    return new ProtoMessage().text(2, name).encoded();
  }

  /** Of a custom resource. */
  static Bytes wish(String key, String value) {
    return Bytes.utf8("\"spec\":{\"%s\":\"%s\"}".formatted(key, value));
  }

  static Bytes definition(String group, String plural, String kind, boolean namespaced) {
    return Bytes.utf8(
        """
        "spec":{"group":"%s","names":{"kind":"%s","plural":"%s"},"scope":"%s","versions":[\
        {"name":"v1","schema":{"openAPIV3Schema":{"type":"object"}},"served":true,"storage":true}]}"""
            .formatted(group, kind, plural, namespaced ? "Namespaced" : "Cluster"));
  }

  static Bytes apiService(String group, String version) {
    return Bytes.utf8(
        "\"spec\":{\"group\":\"%s\",\"groupPriorityMinimum\":100,\"version\":\"%s\"}"
            .formatted(group, version));
  }

  private static ProtoMessage template(String app) {
    return new ProtoMessage()
        .message(1, new ProtoMessage().map(11, Map.of("app", app)))
        .message(2, new ProtoMessage().message(2, container(app)));
  }

  private static ProtoMessage container(String app) {
    return new ProtoMessage().text(1, app).text(2, "registry.example.io/" + app + ":1.0");
  }

  private static Bytes spec(ProtoMessage spec, ProtoMessage status) {
    return new ProtoMessage().message(2, spec).message(3, status).encoded();
  }
}
