package io.understudy.testkit.sample;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.core.registry.OwnerReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

/** The objects that exist, with chance and time that follow from a seed alone. */
final class World {

  /** 2026-01-01T00:00:00Z. */
  private static final long BEGINNING_SECONDS = 1_767_225_600L;

  private static final int MOST_OBJECTS_OF_A_KIND = 400;

  private final Random random;
  private final Map<Bytes, SampleObject> objects = new LinkedHashMap<>();
  private final Set<String> uids = new HashSet<>();
  private long seconds = BEGINNING_SECONDS;
  private long named;

  World(long seed) {
    this.random = new Random(seed);
  }

  /**
   * The same objects; what follows depends on the seed. It is turned over, as the seed that the
   * objects came from would give their UIDs out again.
   */
  World copy(long seed) {
    World copy = new World(~seed);
    copy.objects.putAll(objects);
    copy.uids.addAll(uids);
    copy.seconds = seconds;
    copy.named = named;
    return copy;
  }

  /** An object that does not exist yet. */
  SampleObject object(Kind kind, String namespace, String name, Bytes body) {
    return new SampleObject(kind, namespace, name, uid(), now(), new TreeMap<>(), List.of(), body);
  }

  SampleObject bornAgain(SampleObject object) {
    return object.bornAgain(uid(), now());
  }

  /** Creates or changes an object. */
  Txn.Write.Put put(SampleObject object) {
    for (OwnerReference owner : object.owners()) {
      if (!uids.contains(owner.uid())) {
        throw new IllegalStateException(object.key() + " names an owner that does not exist");
      }
    }
    SampleObject before = objects.put(object.key(), object);
    if (before != null) {
      uids.remove(before.uid());
    }
    uids.add(object.uid());
    return object.put();
  }

  Txn.Write.Delete delete(SampleObject object) {
    SampleObject before = objects.remove(object.key());
    if (before == null) {
      throw new IllegalStateException(object.key() + " does not exist");
    }
    uids.remove(before.uid());
    return new Txn.Write.Delete(object.key());
  }

  Optional<SampleObject> get(Kind kind, String namespace, String name) {
    return Optional.ofNullable(objects.get(kind.key(namespace, name)));
  }

  /** Objects that name this one as an owner. */
  List<SampleObject> dependentsOf(SampleObject owner) {
    return find(object -> object.isOwnedBy(owner));
  }

  /** What would be collected without this object, owners before dependents. */
  List<SampleObject> below(SampleObject owner) {
    List<SampleObject> all = new ArrayList<>();
    for (SampleObject dependent : dependentsOf(owner)) {
      all.add(dependent);
      all.addAll(below(dependent));
    }
    return all.stream().distinct().toList();
  }

  /** Whether there are so many of a kind that some should go before others come. */
  boolean isCrowded(Kind kind) {
    return find(object -> object.kind() == kind).size() >= MOST_OBJECTS_OF_A_KIND;
  }

  List<SampleObject> find(Predicate<SampleObject> wanted) {
    return objects.values().stream().filter(wanted).toList();
  }

  /** One of them, by chance. */
  Optional<SampleObject> pick(Predicate<SampleObject> wanted) {
    List<SampleObject> found = find(wanted);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(chance(found.size())));
  }

  /** Several of them, by chance, each once. */
  List<SampleObject> pickSome(Predicate<SampleObject> wanted, int atMost) {
    List<SampleObject> left = new ArrayList<>(find(wanted));
    List<SampleObject> picked = new ArrayList<>();
    while (picked.size() < atMost && !left.isEmpty()) {
      picked.add(left.remove(chance(left.size())));
    }
    return picked;
  }

  /** From 0 to {@code below}, exclusive. */
  int chance(int below) {
    return random.nextInt(below);
  }

  /** Some text of up to so many characters. */
  String text(int atMostCharacters) {
    int length = 1 + chance(atMostCharacters);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + chance(26)));
    }
    return text.toString();
  }

  /** A name that no object had before. */
  String newName(String stem) {
    named++;
    return stem + "-" + named;
  }

  /** Seconds since 1970; time passes with each call. */
  long now() {
    return seconds++;
  }

  String uid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
