package io.understudy.core.ownership;

import static io.understudy.core.ownership.Things.encrypted;
import static io.understudy.core.ownership.Things.key;
import static io.understudy.core.ownership.Things.leftOut;
import static io.understudy.core.ownership.Things.mirrored;
import static io.understudy.core.ownership.Things.owner;
import static io.understudy.core.ownership.Things.parked;
import static io.understudy.core.ownership.Things.reborn;
import static io.understudy.core.ownership.Things.regardless;
import static io.understudy.core.scope.Placement.LEAVE_OUT;
import static io.understudy.core.scope.Placement.MIRROR;
import static io.understudy.core.scope.Placement.PARK;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.ownership.RegistryIndex.Change;
import io.understudy.core.scope.Placement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Cycles, what is counted and kept of each object, and whose owners the target holds. */
class RegistryIndexStateTest {

  private final RegistryIndex index = new RegistryIndex(true);

  private void put(Facts... facts) {
    index.apply(Arrays.stream(facts).<Change>map(Change.Put::new).toList());
  }

  private void remove(String name) {
    index.apply(List.of(new Change.Remove(key(name))));
  }

  private Placement at(String name) {
    return Objects.requireNonNull(index.life(key(name)), name).placement();
  }

  @Nested
  class Cycles {

    @Test
    void objectsThatOwnEachOtherAreParkedWithAllBelowThem() {
      put(mirrored("a", "c"), mirrored("b", "a"), mirrored("c", "b"), mirrored("below", "b"));

      assertThat(List.of(at("a"), at("b"), at("c"), at("below"))).containsOnly(PARK);
    }

    @Test
    void anObjectThatOwnsItselfIsParked() {
      put(mirrored("a", "a"));

      assertThat(at("a")).isEqualTo(PARK);
    }

    @Test
    void aCycleThatIsBrokenBecomesVisible() {
      put(mirrored("a", "c"), mirrored("b", "a"), mirrored("c", "b"), mirrored("below", "b"));

      put(mirrored("a"));

      assertThat(List.of(at("a"), at("b"), at("c"), at("below"))).containsOnly(MIRROR);
    }

    @Test
    void aChainThatIsClosedIntoACycleIsParked() {
      put(mirrored("a"), mirrored("b", "a"), mirrored("c", "b"));

      put(mirrored("a", "c"));

      assertThat(List.of(at("a"), at("b"), at("c"))).containsOnly(PARK);
    }

    @Test
    void aCycleWithALeftOutOwnerStaysParked() {
      put(leftOut("pod"), mirrored("a", "b", "pod"), mirrored("b", "a"));

      assertThat(List.of(at("a"), at("b"))).containsOnly(PARK);
    }

    @Test
    void aMemberThatDisregardsItsOwnersSavesTheCycle() {
      put(regardless(mirrored("a", "b")), mirrored("b", "a"));

      assertThat(List.of(at("a"), at("b"))).containsOnly(MIRROR);
    }
  }

  @Nested
  class Counts {

    @Test
    void everyObjectIsCountedWhereItIs() {
      put(mirrored("a"), parked("b"), leftOut("c"), mirrored("d", "b"), mirrored("e", "c"));

      assertThat(index.count(MIRROR)).isEqualTo(1);
      assertThat(index.count(PARK)).isEqualTo(2);
      assertThat(index.count(LEAVE_OUT)).isEqualTo(2);
      assertThat(index.size()).isEqualTo(5);
      assertThat(index.ownedKeys()).containsExactlyInAnyOrder(key("d"), key("e"));
    }

    @Test
    void theSlotOfARemovedObjectIsUsedAgainWithNothingOfItLeft() {
      put(mirrored("owner"), mirrored("gone", "owner"), mirrored("below", "gone"));
      index.markUnsettled(key("gone"), true);
      remove("gone");
      put(mirrored("new"));

      assertThat(index.life(key("gone"))).isNull();
      assertThat(index.isUnsettled(key("new"))).isFalse();
      assertThat(at("below")).isEqualTo(PARK);
      remove("owner");
      assertThat(at("new")).isEqualTo(MIRROR);
      assertThat(index.size()).isEqualTo(2);
      assertThat(index.count(MIRROR) + index.count(PARK)).isEqualTo(2);
    }

    @Test
    void anObjectWithoutUidOwnsNothing() {
      put(
          new Facts(key("raw"), null, false, List.of(), MIRROR, false, "tests/raw", 1, false),
          mirrored("a", "raw"));

      assertThat(at("a")).isEqualTo(PARK);
      assertThat(Objects.requireNonNull(index.life(key("raw"))).uid()).isNull();
    }

    @Test
    void whereAnOwnerIsCanBeAsked() {
      put(parked("a"), encrypted("b", MIRROR));

      assertThat(index.placementOf(owner("a"))).isEqualTo(PARK);
      assertThat(index.placementOf(owner("b"))).isEqualTo(MIRROR);
      assertThat(index.placementOf(owner("nobody"))).isNull();
    }
  }

  @Nested
  class Settled {

    @Test
    void anObjectWaitsForEachOwnerThatTheTargetDoesNotHoldYet() {
      put(mirrored("one"), mirrored("two"), mirrored("a", "one", "two"));
      index.markUnsettled(key("one"), true);
      index.markUnsettled(key("two"), true);

      assertThat(index.ownersSettled(key("a"))).isFalse();
      index.markUnsettled(key("one"), false);
      assertThat(index.ownersSettled(key("a"))).isFalse();
      index.markUnsettled(key("two"), false);
      assertThat(index.ownersSettled(key("a"))).isTrue();
    }

    @Test
    void anObjectWaitsForAnOwnerThatDoesNotExist() {
      put(mirrored("a", "nobody"), regardless(mirrored("b", "nobody")));

      assertThat(index.ownersSettled(key("a"))).isFalse();
      assertThat(index.ownersSettled(key("b"))).as("regardless of owners").isTrue();
    }

    @Test
    void anObjectWithoutOwnersWaitsForNothing() {
      put(mirrored("a"));
      index.markUnsettled(key("a"), true);

      assertThat(index.ownersSettled(key("a"))).isTrue();
      assertThat(index.ownersSettled(key("nobody"))).isTrue();
    }

    @Test
    void anObjectStaysUnsettledThroughChangesUntilItIsGone() {
      put(mirrored("a"));
      index.markUnsettled(key("a"), true);

      put(reborn("a", "second-life", "owner"));
      assertThat(index.isUnsettled(key("a"))).isTrue();
      remove("a");
      assertThat(index.isUnsettled(key("a"))).isFalse();
      put(mirrored("a"));
      assertThat(index.isUnsettled(key("a"))).isFalse();
    }

    @Test
    void whatDoesNotExistCannotBeUnsettled() {
      index.markUnsettled(key("nobody"), true);

      assertThat(index.isUnsettled(key("nobody"))).isFalse();
    }

    @Test
    void markingLeavesThePlacementAlone() {
      put(parked("owner"), mirrored("a", "owner"));
      index.markUnsettled(key("a"), true);

      assertThat(at("a")).isEqualTo(PARK);
      put(mirrored("owner"));
      assertThat(at("a")).isEqualTo(MIRROR);
      assertThat(index.isUnsettled(key("a"))).isTrue();
    }
  }
}
