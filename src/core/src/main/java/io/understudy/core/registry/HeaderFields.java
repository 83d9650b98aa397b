package io.understudy.core.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An {@link ObjectHeader} in the making. A field that comes twice counts as it came last. */
final class HeaderFields {

  String apiVersion = "";
  String kind = "";
  String namespace = "";
  String name = "";
  String uid = "";
  boolean terminating;

  private Map<String, String> labels = Map.of();
  private List<OwnerReference> owners = List.of();

  void label(String key, String value) {
    if (labels.isEmpty()) {
      labels = new HashMap<>();
    }
    labels.put(key, value);
  }

  void owner(OwnerReference owner) {
    if (owners.isEmpty()) {
      owners = new ArrayList<>();
    }
    owners.add(owner);
  }

  void forgetLabels() {
    labels = Map.of();
  }

  void forgetOwners() {
    owners = List.of();
  }

  ObjectHeader toHeader() {
    return new ObjectHeader(
        apiVersion,
        kind,
        namespace,
        name,
        uid,
        Map.copyOf(labels),
        List.copyOf(owners),
        terminating);
  }
}
