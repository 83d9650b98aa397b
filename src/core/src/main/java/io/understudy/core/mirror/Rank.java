package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.registry.RegistryKeys;
import java.util.ArrayList;
import java.util.List;

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

  /** Keys of the definition and the namespace that an object needs, whether they exist or not. */
  static List<Bytes> homes(Bytes key) {
    RegistryKey parsed = RegistryKeys.parse(key).orElse(null);
    if (parsed == null) {
      return List.of();
    }
    List<Bytes> homes = new ArrayList<>(2);
    if (!parsed.group().isEmpty()) {
      homes.add(DEFINITION.prefix.plus(Bytes.utf8(parsed.resource() + "." + parsed.group())));
    }
    if (!parsed.namespace().isEmpty()) {
      homes.add(NAMESPACE.prefix.plus(Bytes.utf8(parsed.namespace())));
    }
    return homes;
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
