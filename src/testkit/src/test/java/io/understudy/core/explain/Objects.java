package io.understudy.core.explain;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.OwnerReference;
import java.util.ArrayList;
import java.util.List;

/** Objects as the API server stores them in JSON. */
final class Objects {

  /** What must never be in an explanation. */
  static final String SECRET = "hunter2";

  private final String apiVersion;
  private final String kind;
  private final String namespace;
  private final String name;
  private final String uid;
  private final List<String> more = new ArrayList<>();
  private final List<String> owners = new ArrayList<>();
  private final List<String> managers = new ArrayList<>();
  private String data = SECRET;

  private Objects(String apiVersion, String kind, String namespace, String name, String uid) {
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.namespace = namespace;
    this.name = name;
    this.uid = uid;
  }

  static Objects object(String apiVersion, String kind, String namespace, String name, String uid) {
    return new Objects(apiVersion, kind, namespace, name, uid);
  }

  static Objects configMap(String namespace, String name) {
    return object("v1", "ConfigMap", namespace, name, "uid-of-" + name);
  }

  OwnerReference reference() {
    return new OwnerReference(apiVersion, kind, name, uid);
  }

  Objects ownedBy(Objects owner) {
    owners.add(
        "{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"name\":\"%s\",\"uid\":\"%s\"}"
            .formatted(owner.apiVersion, owner.kind, owner.name, owner.uid));
    return this;
  }

  Objects labelled(String label, String value) {
    more.add("\"labels\":{\"%s\":\"%s\"}".formatted(label, value));
    return this;
  }

  Objects managedBy(String manager, String operation, String time) {
    managers.add(
        "{\"fieldsV1\":{},\"manager\":\"%s\",\"operation\":\"%s\",\"time\":\"%s\"}"
            .formatted(manager, operation, time));
    return this;
  }

  Objects saying(String words) {
    this.data = words + SECRET;
    return this;
  }

  Bytes value() {
    List<String> meta = new ArrayList<>(more);
    meta.add("\"name\":\"" + name + "\",\"namespace\":\"" + namespace + "\"");
    meta.add("\"uid\":\"" + uid + "\"");
    meta.add("\"ownerReferences\":[" + String.join(",", owners) + "]");
    meta.add("\"managedFields\":[" + String.join(",", managers) + "]");
    return Bytes.utf8(
        "{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"metadata\":{%s},\"data\":{\"x\":\"%s\"}}\n"
            .formatted(apiVersion, kind, String.join(",", meta), data));
  }
}
