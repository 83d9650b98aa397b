package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;

/**
 * Order between objects that no owner reference expresses: definitions before what they define,
 * namespaces before their contents, and on the way out PersistentVolumes before their claims (a
 * claim that goes first releases the volume, and its reclaim policy may delete the data).
 */
enum Rank {
  DEFINITION("/registry/apiextensions.k8s.io/customresourcedefinitions/"),
  NAMESPACE("/registry/namespaces/"),
  CLAIM("/registry/persistentvolumeclaims/"),
  OTHER(""),
  VOLUME("/registry/persistentvolumes/");

  private final Bytes prefix;

  Rank(String prefix) {
    this.prefix = Bytes.utf8(prefix);
  }

  Bytes prefix() {
    return prefix;
  }

  /** Lower ranks come in first and leave last. */
  static Rank of(Bytes key) {
    for (Rank rank : values()) {
      if (rank != OTHER && key.startsWith(rank.prefix)) {
        return rank;
      }
    }
    return OTHER;
  }
}
