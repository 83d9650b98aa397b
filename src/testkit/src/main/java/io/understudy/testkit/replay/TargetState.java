package io.understudy.testkit.replay;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.registry.RegistryKeys;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the target holds at one of its revisions, and who wrote it. */
final class TargetState {

  private final Map<Bytes, Held> held = new HashMap<>();
  private final Map<Bytes, Long> foreign = new HashMap<>();
  private final Map<String, Set<Bytes>> visibleByUid = new HashMap<>();
  private final Map<String, Set<Bytes>> visibleByOwner = new HashMap<>();
  private final Map<String, Set<Bytes>> visibleByContainer = new HashMap<>();

  /**
   * @param facts what the value says
   * @param revision the target's revision that put it there
   */
  record Held(Bytes value, StoredFacts facts, long revision) {}

  Optional<Held> get(Bytes key) {
    return Optional.ofNullable(held.get(key));
  }

  Set<Bytes> keys() {
    return held.keySet();
  }

  /**
   * @param visible whether an API server would see it
   */
  void put(Bytes key, Bytes value, long revision, boolean visible) {
    delete(key, visible);
    Held now = new Held(value, StoredFacts.of(value), revision);
    held.put(key, now);
    if (visible) {
      index(key, now);
    }
  }

  void delete(Bytes key, boolean visible) {
    Held was = held.remove(key);
    if (was != null && visible) {
      unindex(key, was);
    }
  }

  /** Notes who wrote or deleted a key last. */
  void wrote(Bytes key, boolean mirror, long revision) {
    if (mirror) {
      foreign.remove(key);
    } else {
      foreign.put(key, revision);
    }
  }

  /** Target revision at which somebody else wrote or deleted it last; 0 if the mirror did. */
  long foreignSince(Bytes key) {
    return foreign.getOrDefault(key, 0L);
  }

  Set<Bytes> foreignKeys() {
    return foreign.keySet();
  }

  boolean isVisible(String uid) {
    return visibleByUid.containsKey(uid);
  }

  Set<Bytes> visibleDependents(String uid) {
    return visibleByOwner.getOrDefault(uid, Set.of());
  }

  /** Visible objects in this namespace or of this definition. */
  Set<Bytes> visibleIn(Bytes container) {
    return container(container)
        .map(name -> visibleByContainer.getOrDefault(name, Set.of()))
        .orElse(Set.of());
  }

  private void index(Bytes key, Held now) {
    if (!now.facts().uid().isEmpty()) {
      add(visibleByUid, now.facts().uid(), key);
    }
    now.facts().owners().forEach(owner -> add(visibleByOwner, owner, key));
    containersOf(key).forEach(container -> add(visibleByContainer, container, key));
  }

  private void unindex(Bytes key, Held was) {
    remove(visibleByUid, was.facts().uid(), key);
    was.facts().owners().forEach(owner -> remove(visibleByOwner, owner, key));
    containersOf(key).forEach(container -> remove(visibleByContainer, container, key));
  }

  private static Set<String> containersOf(Bytes key) {
    Set<String> containers = new HashSet<>();
    RegistryKeys.parse(key)
        .ifPresent(
            parsed -> {
              if (!parsed.namespace().isEmpty()) {
                containers.add("namespace " + parsed.namespace());
              }
              if (!parsed.group().isEmpty()) {
                containers.add("definition " + parsed.resource() + "." + parsed.group());
              }
            });
    return containers;
  }

  private static Optional<String> container(Bytes key) {
    return RegistryKeys.parse(key).flatMap(TargetState::container);
  }

  private static Optional<String> container(RegistryKey key) {
    return switch (key.resource()) {
      case "namespaces" -> Optional.of("namespace " + key.name());
      case "customresourcedefinitions" -> Optional.of("definition " + key.name());
      default -> Optional.empty();
    };
  }

  private static void add(Map<String, Set<Bytes>> index, String name, Bytes key) {
    index.computeIfAbsent(name, n -> new HashSet<>()).add(key);
  }

  private static void remove(Map<String, Set<Bytes>> index, String name, Bytes key) {
    Set<Bytes> keys = index.get(name);
    if (keys != null && keys.remove(key) && keys.isEmpty()) {
      index.remove(name);
    }
  }
}
