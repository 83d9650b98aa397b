package io.understudy.core.encryption;

import io.understudy.core.registry.BuiltInGroups;
import io.understudy.core.registry.RegistryKey;
import java.util.Optional;

/**
 * One text of an entry's {@code resources}: {@code secrets}, {@code deployments.apps}, {@code
 * *.group}, {@code *.} for the core group, or {@code *.*}.
 *
 * @param resource plural, or {@code *}
 * @param group empty for the core group, or {@code *}
 */
record ResourcePattern(String resource, String group) {

  private static final String ANY = "*";

  /** What follows the first dot is the group. */
  static ResourcePattern of(String text) {
    int dot = text.indexOf('.');
    return dot < 0
        ? new ResourcePattern(text, "")
        : new ResourcePattern(text.substring(0, dot), text.substring(dot + 1));
  }

  boolean matches(RegistryKey key) {
    return (resource.equals(ANY) || resource.equals(key.resource())) && matchesGroup(key);
  }

  /**
   * A built-in resource's key does not spell its group. One that is not known here, of a newer
   * Kubernetes, is taken to be meant by its name.
   */
  private boolean matchesGroup(RegistryKey key) {
    if (group.equals(ANY)) {
      return true;
    }
    if (!key.group().isEmpty()) {
      return group.equals(key.group());
    }
    Optional<String> builtIn = BuiltInGroups.groupOf(key.resource());
    return builtIn.map(group::equals).orElse(!resource.equals(ANY));
  }
}
