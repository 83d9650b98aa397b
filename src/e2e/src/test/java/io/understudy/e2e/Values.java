package io.understudy.e2e;

import io.understudy.core.port.Bytes;
import io.understudy.testkit.IndependentClient;

/** Keys and values of small objects. */
final class Values {

  private Values() {}

  /**
   * @param path below {@code /registry/}
   */
  static Bytes key(String path) {
    return Bytes.utf8("/registry/" + path);
  }

  /** In namespace team; its UID is {@code uid-of-<name>}. */
  static Bytes object(String kind, String name, String... owners) {
    StringBuilder references = new StringBuilder();
    for (String owner : owners) {
      references.append(references.isEmpty() ? "" : ",");
      references.append(
          "{\"apiVersion\":\"v1\",\"kind\":\"X\",\"name\":\"%1$s\",\"uid\":\"uid-of-%1$s\"}"
              .formatted(owner));
    }
    return Bytes.utf8(
        """
        {"apiVersion":"v1","kind":"%s","metadata":{"name":"%s","namespace":"team",\
        "ownerReferences":[%s],"uid":"uid-of-%s"}}"""
            .formatted(kind, name, references, name));
  }

  /** Puts a ConfigMap into namespace team and gives its key. */
  static Bytes configMap(IndependentClient etcd, String name, String... owners) {
    return put(etcd, "configmaps/team/" + name, "ConfigMap", name, owners);
  }

  static Bytes put(
      IndependentClient etcd, String path, String kind, String name, String... owners) {
    etcd.put(key(path), object(kind, name, owners));
    return key(path);
  }
}
