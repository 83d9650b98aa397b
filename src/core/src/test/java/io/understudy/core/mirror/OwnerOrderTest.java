package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.mirror.OwnerOrder.Item;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Id;
import io.understudy.core.port.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerOrderTest {

  /** A thing whose UID is its name. */
  private static Item<String> thing(String name, String... owners) {
    return ranked(Rank.OTHER, name, owners);
  }

  private static Item<String> ranked(Rank rank, String name, String... owners) {
    List<Facts.Owner> references = Arrays.stream(owners).map(Samples::owner).toList();
    return new Item<>(rank, Id.ofUid(name), references, name);
  }

  @Test
  void nothingIsSortedIntoNothing() {
    assertThat(OwnerOrder.ownersFirst(List.<Item<String>>of())).isEmpty();
    assertThat(OwnerOrder.dependentsFirst(List.of(thing("a")))).containsExactly("a");
  }

  @Test
  void ownersComeBeforeTheirDependentsHoweverDeep() {
    assertThat(OwnerOrder.ownersFirst(List.of(thing("c", "b"), thing("b", "a"), thing("a"))))
        .containsExactly("a", "b", "c");
  }

  @Test
  void onTheWayOutDependentsComeBeforeTheirOwners() {
    assertThat(OwnerOrder.dependentsFirst(List.of(thing("a"), thing("c", "b"), thing("b", "a"))))
        .containsExactly("c", "b", "a");
  }

  @Test
  void anObjectComesAfterEachOfItsOwners() {
    assertThat(
            OwnerOrder.ownersFirst(
                List.of(thing("x", "b", "a", "elsewhere"), thing("a"), thing("b"))))
        .hasSize(3)
        .endsWith("x");
  }

  @Test
  void objectsThatNothingOrdersKeepTheirOrder() {
    assertThat(OwnerOrder.ownersFirst(List.of(thing("c"), thing("a"), thing("b"))))
        .containsExactly("c", "a", "b");
  }

  @Test
  void objectsThatOwnEachOtherAreAllThereAndWhatTheyOwnComesAfterThem() {
    List<String> sorted =
        OwnerOrder.ownersFirst(
            List.of(thing("below", "b"), thing("a", "b"), thing("b", "a"), thing("self", "self")));

    assertThat(sorted).containsExactlyInAnyOrder("a", "b", "below", "self");
    assertThat(sorted.indexOf("below")).isGreaterThan(sorted.indexOf("b"));
  }

  @Test
  void anOwnerThatIsKnownByNameOnlyComesFirst() {
    Item<String> encrypted =
        new Item<>(Rank.OTHER, Id.ofName("Thing", "ns", "a"), List.of(), "encrypted");
    Item<String> raw = new Item<>(Rank.OTHER, null, List.of(), "raw");

    assertThat(OwnerOrder.ownersFirst(List.of(thing("x", "a"), raw, encrypted)))
        .containsExactly("encrypted", "x", "raw");
  }

  @Test
  void definitionsAndNamespacesComeInFirstAndVolumesAfterTheirClaims() {
    List<Item<String>> items =
        List.of(
            ranked(Rank.VOLUME, "volume"),
            ranked(Rank.OTHER, "config"),
            ranked(Rank.CLAIM, "claim"),
            ranked(Rank.NAMESPACE, "namespace"),
            ranked(Rank.DEFINITION, "definition"));

    assertThat(OwnerOrder.ownersFirst(items))
        .containsExactly("definition", "namespace", "claim", "config", "volume");
    assertThat(OwnerOrder.dependentsFirst(items))
        .containsExactly("volume", "config", "claim", "namespace", "definition");
  }

  @Test
  void ownershipGoesBeforeRank() {
    List<Item<String>> items =
        List.of(ranked(Rank.CLAIM, "claim", "set"), ranked(Rank.OTHER, "set"));

    assertThat(OwnerOrder.ownersFirst(items)).containsExactly("set", "claim");
    assertThat(OwnerOrder.dependentsFirst(items)).containsExactly("claim", "set");
  }

  @Test
  void aChainOfAHundredThousandIsSortedWithoutRecursion() {
    int length = 100_000;
    List<Item<String>> chain = new ArrayList<>();
    for (int i = length - 1; i >= 0; i--) {
      chain.add(i == 0 ? thing("t0") : thing("t" + i, "t" + (i - 1)));
    }

    assertThat(OwnerOrder.ownersFirst(chain))
        .isEqualTo(IntStream.range(0, length).mapToObj(i -> "t" + i).toList());
  }

  @Test
  void inAnyForestEveryOwnerComesFirst() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      List<Item<String>> items = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        String[] owners = new String[i == 0 ? 0 : random.nextInt(3)];
        for (int o = 0; o < owners.length; o++) {
          owners[o] = "t" + random.nextInt(i);
        }
        items.add(ranked(Rank.values()[random.nextInt(Rank.values().length)], "t" + i, owners));
      }
      List<Item<String>> inOrder = List.copyOf(items);
      Collections.shuffle(items, random);
      List<String> sorted = OwnerOrder.ownersFirst(items);
      assertThat(sorted).as("seed %d, round %d", seed, round).hasSize(30).doesNotHaveDuplicates();
      for (Item<String> item : inOrder) {
        assertThat(item.owners())
            .as("seed %d, round %d: owners of %s", seed, round, item.payload())
            .allMatch(owner -> position(inOrder, sorted, owner) < sorted.indexOf(item.payload()));
      }
    }
  }

  private static int position(List<Item<String>> items, List<String> sorted, Facts.Owner owner) {
    return items.stream()
        .filter(item -> owner.uid().equals(item.uid()))
        .mapToInt(item -> sorted.indexOf(item.payload()))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "/registry/apiextensions.k8s.io/customresourcedefinitions/a.b.c, DEFINITION",
    "/registry/namespaces/a, NAMESPACE",
    "/registry/persistentvolumeclaims/ns/a, CLAIM",
    "/registry/persistentvolumes/a, VOLUME",
    "/registry/configmaps/ns/a, OTHER",
    "/registry/namespacesx/a, OTHER",
    "compact_rev_key, OTHER",
  })
  void aKeyTellsItsRank(String key, Rank rank) {
    assertThat(Rank.of(Bytes.utf8(key))).isEqualTo(rank);
  }

  @Test
  void anObjectNeedsItsDefinitionAndItsNamespace() {
    Bytes namespace = Bytes.utf8("/registry/namespaces/ns");
    Bytes definition =
        Bytes.utf8("/registry/apiextensions.k8s.io/customresourcedefinitions/boxes.example.com");

    assertThat(Rank.homes(Bytes.utf8("/registry/example.com/boxes/ns/a")))
        .containsExactly(definition, namespace);
    assertThat(Rank.homes(Bytes.utf8("/registry/example.com/boxes/a"))).containsExactly(definition);
    assertThat(Rank.homes(Bytes.utf8("/registry/configmaps/ns/a"))).containsExactly(namespace);
    assertThat(Rank.homes(namespace)).isEmpty();
    assertThat(Rank.homes(Bytes.utf8("compact_rev_key"))).isEmpty();
  }
}
