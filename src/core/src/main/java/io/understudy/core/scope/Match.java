package io.understudy.core.scope;

import io.understudy.core.registry.RegistryKey;
import java.util.Map;

/**
 * What a rule asks of a key. Every field that is given must accept; none given accepts every key.
 *
 * @param groups API group: {@code apps}, {@code example.com}; the empty text accepts every built-in
 *     resource, whose keys spell no group
 * @param resources plural resource as the API spells it
 * @param namespaces empty text: cluster-scoped
 * @param keys whole keys
 * @param labels label to accepted values; an object that cannot be read has no labels
 * @param clusterScoped whether the key names no namespace
 * @param leaseBacked whether the key hangs on an etcd lease
 * @param unparsable whether the key is under {@code /registry/} but in no known layout
 * @param outsideRegistry whether the key is not under {@code /registry/}
 */
public record Match(
    Patterns groups,
    Patterns resources,
    Patterns namespaces,
    Patterns names,
    Patterns keys,
    Map<String, Patterns> labels,
    Flag clusterScoped,
    Flag leaseBacked,
    Flag unparsable,
    Flag outsideRegistry) {

  public Match {
    labels = Map.copyOf(labels);
  }

  /** Cheap questions first: most rules are ruled out by the first one or two. */
  boolean accepts(Subject subject) {
    return leaseBacked.accepts(subject.isLeaseBacked())
        && outsideRegistry.accepts(subject.isOutsideRegistry())
        && unparsable.accepts(subject.isUnparsable())
        && acceptsParsed(subject)
        && (keys.isAny() || keys.accepts(subject.keyText()))
        && acceptsLabels(subject);
  }

  /** What a key alone tells of whether it is accepted. */
  enum ByKey {
    YES,
    NO,
    UNKNOWN
  }

  /**
   * As {@link #accepts}, without the value: labels are unknown, as are most groups not in a key.
   */
  ByKey acceptsByKey(Subject subject) {
    boolean rest =
        leaseBacked.accepts(subject.isLeaseBacked())
            && outsideRegistry.accepts(subject.isOutsideRegistry())
            && unparsable.accepts(subject.isUnparsable())
            && acceptsLayout(subject)
            && (keys.isAny() || keys.accepts(subject.keyText()));
    if (!rest) {
      return ByKey.NO;
    }
    ByKey group = acceptsGroupByKey(subject);
    return group == ByKey.YES && !labels.isEmpty() ? ByKey.UNKNOWN : group;
  }

  private ByKey acceptsGroupByKey(Subject subject) {
    String inKey = subject.registryKey().map(RegistryKey::group).orElse("");
    if (groups.isAny() || groups.accepts(inKey)) {
      return ByKey.YES;
    }
    if (!inKey.isEmpty() || subject.registryKey().isEmpty()) {
      return ByKey.NO;
    }
    String group = subject.apiGroup();
    if (groups.accepts(group)) {
      return ByKey.YES;
    }
    return group.isEmpty() ? ByKey.UNKNOWN : ByKey.NO;
  }

  /** Whether only a key in a known layout can match. */
  boolean needsLayout() {
    return clusterScoped != Flag.ANY
        || !(groups.isAny() && resources.isAny() && namespaces.isAny() && names.isAny());
  }

  private boolean acceptsParsed(Subject subject) {
    return acceptsLayout(subject)
        && (!needsLayout() || acceptsGroup(subject.registryKey().orElseThrow(), subject));
  }

  /** But for the group. */
  private boolean acceptsLayout(Subject subject) {
    if (!needsLayout()) {
      return true;
    }
    if (subject.registryKey().isEmpty()) {
      return false;
    }
    RegistryKey key = subject.registryKey().get();
    return resources.accepts(key.resource())
        && clusterScoped.accepts(key.namespace().isEmpty())
        && namespaces.accepts(key.namespace())
        && names.accepts(key.name());
  }

  private boolean acceptsGroup(RegistryKey key, Subject subject) {
    return groups.accepts(key.group())
        || (key.group().isEmpty() && groups.accepts(subject.apiGroup()));
  }

  private boolean acceptsLabels(Subject subject) {
    for (Map.Entry<String, Patterns> wanted : labels.entrySet()) {
      String value = subject.labels().get(wanted.getKey());
      if (value == null || !wanted.getValue().accepts(value)) {
        return false;
      }
    }
    return true;
  }
}
