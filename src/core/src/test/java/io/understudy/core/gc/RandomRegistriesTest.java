package io.understudy.core.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.registry.OwnerReference;
import io.understudy.core.registry.StoredObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Registries drawn by chance against a collector that holds everything as text and looks owners up
 * as the API server would.
 */
class RandomRegistriesTest {

  private static final int NAMES = 6;

  private record Kind(String apiVersion, String name, String folder, boolean namespaced) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("v1", "ConfigMap", "configmaps", true),
          new Kind("apps/v1", "Deployment", "deployments", true),
          new Kind("v1", "Node", "minions", false),
          new Kind("example.com/v1", "Mouse", "example.com/mice", true));

  private record Thing(Kind kind, String namespace, String name, List<OwnerReference> owners) {

    /** Unlike any other's, as {@link StoredObject} makes it of the name alone. */
    String uid() {
      return "uid-of-" + name;
    }

    String key() {
      return kind.folder + "/" + (kind.namespaced ? namespace + "/" : "") + name;
    }
  }

  @Test
  void theVerdictsAreThoseOfACollectorThatAsksForEachOwner() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<Thing> things = things(random);
      HandMade registry = new HandMade().defining(false, true);
      for (Thing thing : things) {
        StoredObject object =
            HandMade.object(
                thing.kind.apiVersion,
                thing.kind.name,
                thing.namespace,
                thing.name,
                thing.owners.toArray(OwnerReference[]::new));
        registry.with(thing.key(), random.nextBoolean() ? object.protobuf() : object.json());
      }
      assertThat(registry.counts()).as("seed %d", seed).isEqualTo(naive(things));
    }
  }

  private static List<Thing> things(Random random) {
    List<Thing> things = new ArrayList<>();
    for (Kind kind : KINDS) {
      for (String namespace : kind.namespaced ? List.of("a", "b") : List.of("")) {
        for (int i = 0; i < NAMES; i++) {
          if (random.nextInt(4) > 0) {
            things.add(new Thing(kind, namespace, name(kind, namespace, i), owners(random)));
          }
        }
      }
    }
    return things;
  }

  private static String name(Kind kind, String namespace, int number) {
    return (kind.name + "-" + namespace + "-" + number).toLowerCase(java.util.Locale.ROOT);
  }

  /** Of what there is, of what there is not, and with a name and a UID that do not belong. */
  private static List<OwnerReference> owners(Random random) {
    List<OwnerReference> owners = new ArrayList<>();
    for (int count = random.nextInt(4); count > 0; count--) {
      Kind kind = KINDS.get(random.nextInt(KINDS.size()));
      String namespace = kind.namespaced ? List.of("a", "b").get(random.nextInt(2)) : "";
      String name = name(kind, namespace, random.nextInt(NAMES));
      String uid = random.nextInt(5) == 0 ? "uid-of-" + name + "x" : "uid-of-" + name;
      owners.add(new OwnerReference(kind.apiVersion, kind.name, name, uid));
    }
    return owners;
  }

  private static Map<GcVerdict, Long> naive(List<Thing> things) {
    Map<String, String> uidAt = new HashMap<>();
    things.forEach(thing -> uidAt.put(thing.key(), thing.uid()));
    Map<GcVerdict, Long> counts = new EnumMap<>(GcVerdict.class);
    for (Thing thing : things) {
      if (!thing.owners.isEmpty()) {
        counts.merge(naive(thing, uidAt), 1L, Long::sum);
      }
    }
    return counts;
  }

  private static GcVerdict naive(Thing thing, Map<String, String> uidAt) {
    int solid = 0;
    for (OwnerReference owner : thing.owners) {
      Kind kind = KINDS.stream().filter(k -> k.name.equals(owner.kind())).findFirst().orElseThrow();
      if (kind.namespaced && !thing.kind.namespaced) {
        return GcVerdict.INVALID;
      }
      Thing wanted = new Thing(kind, thing.namespace, owner.name(), List.of());
      solid += owner.uid().equals(uidAt.get(wanted.key())) ? 1 : 0;
    }
    if (solid == thing.owners.size()) {
      return GcVerdict.KEPT;
    }
    return solid == 0 ? GcVerdict.DELETED : GcVerdict.PATCHED;
  }
}
