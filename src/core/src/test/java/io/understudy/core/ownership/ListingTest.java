package io.understudy.core.ownership;

import static io.understudy.core.ownership.Things.encrypted;
import static io.understudy.core.ownership.Things.key;
import static io.understudy.core.ownership.Things.leftOut;
import static io.understudy.core.ownership.Things.mirrored;
import static io.understudy.core.ownership.Things.parked;
import static io.understudy.core.scope.Placement.LEAVE_OUT;
import static io.understudy.core.scope.Placement.MIRROR;
import static io.understudy.core.scope.Placement.PARK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.ownership.RegistryIndex.Change;
import io.understudy.core.scope.Placement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Deletions that a complete listing of the source shows. */
class ListingTest {

  private final RegistryIndex index = new RegistryIndex(true);

  @Test
  void whatAListingDoesNotShowIsGone() {
    put(mirrored("a"), parked("b"), leftOut("c"));
    index.beginListing();
    index.listed(key("b"));

    assertThat(index.endListing()).isEqualTo(2);

    assertThat(index.life(key("a"))).isNull();
    assertThat(at("b")).isEqualTo(PARK);
    assertThat(index.life(key("c"))).isNull();
    assertThat(index.size()).isEqualTo(1);
    assertThat(index.count(MIRROR)).isZero();
    assertThat(index.byRule()).containsExactly(new RuleCount(Things.RULE, PARK, 1));
  }

  @Test
  void aListingTellsWhetherAnObjectIsKnownUnderAKey() {
    put(mirrored("a"));
    index.beginListing();

    assertThat(index.listed(key("a"))).isTrue();
    assertThat(index.listed(key("new"))).isFalse();
    assertThat(index.endListing()).isZero();
  }

  @Test
  void whatIsPutDuringAListingIsThereWhetherItIsNewOrKnown() {
    put(mirrored("same"), mirrored("other"), mirrored("hidden"));
    index.beginListing();
    put(mirrored("same"), parked("other"), encrypted("hidden", MIRROR), mirrored("new"));

    assertThat(index.endListing()).isZero();

    assertThat(List.of(at("same"), at("other"), at("hidden"), at("new")))
        .containsExactly(MIRROR, PARK, MIRROR, MIRROR);
  }

  @Test
  void whatIsDeletedDuringAListingIsNotCountedAgain() {
    put(mirrored("a"), mirrored("b"));
    index.beginListing();
    index.apply(List.of(new Change.Remove(key("a"))));
    index.listed(key("b"));

    assertThat(index.endListing()).isZero();
    assertThat(index.size()).isEqualTo(1);
  }

  @Test
  void anObjectInTheSlotOfOneThatWentDuringTheListingStays() {
    put(mirrored("a"));
    index.beginListing();
    index.apply(List.of(new Change.Remove(key("a"))));
    put(mirrored("b"));

    assertThat(index.endListing()).isZero();
    assertThat(at("b")).isEqualTo(MIRROR);
  }

  @Test
  void slotsThatWereFreeBeforeAreNotRemoved() {
    put(mirrored("a"), mirrored("b"));
    index.apply(List.of(new Change.Remove(key("a"))));
    index.beginListing();
    index.listed(key("b"));

    assertThat(index.endListing()).isZero();
    assertThat(index.size()).isEqualTo(1);
  }

  @Test
  void theDependentsOfWhatIsGoneArePlacedAnew() {
    put(mirrored("owner"), mirrored("a", "owner"), mirrored("deeper", "a"), leftOut("pod"));
    put(mirrored("b", "pod", "owner"), mirrored("c", "pod"));
    index.beginListing();
    List.of("a", "deeper", "pod", "b", "c").forEach(name -> index.listed(key(name)));

    assertThat(index.endListing()).isEqualTo(1);

    assertThat(List.of(at("a"), at("deeper"), at("b"), at("c")))
        .containsExactly(PARK, PARK, PARK, LEAVE_OUT);
    put(mirrored("owner"));
    assertThat(List.of(at("a"), at("deeper"))).containsOnly(MIRROR);
  }

  @Test
  void anOwnerAndItsDependentGoTogether() {
    put(mirrored("owner"), mirrored("a", "owner"), mirrored("below", "a"));
    index.beginListing();
    index.listed(key("below"));

    assertThat(index.endListing()).isEqualTo(2);

    assertThat(at("below")).isEqualTo(PARK);
    assertThat(index.ownedKeys()).containsExactly(key("below"));
    put(mirrored("a"));
    assertThat(at("below")).isEqualTo(MIRROR);
  }

  @Test
  void aListingBegunAgainForgetsWhatTheFirstHasShown() {
    put(mirrored("a"), mirrored("b"));
    index.beginListing();
    index.listed(key("a"));
    index.beginListing();
    index.listed(key("b"));

    assertThat(index.endListing()).isEqualTo(1);
    assertThat(index.life(key("a"))).isNull();
  }

  @Test
  void aListingHasToBegin() {
    assertThatThrownBy(() -> index.listed(key("a"))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(index::endListing).isInstanceOf(IllegalStateException.class);
    index.beginListing();
    index.endListing();
    assertThatThrownBy(index::endListing).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aLongChainGoesAtOnceButForItsEnd() {
    int length = 100_000;
    for (int i = 0; i < length; i++) {
      put(i == 0 ? mirrored("t0") : mirrored("t" + i, "t" + (i - 1)));
    }
    index.beginListing();
    index.listed(key("t" + (length - 1)));

    assertThat(index.endListing()).isEqualTo(length - 1);
    assertThat(index.count(PARK)).isEqualTo(1);
    assertThat(index.count(MIRROR)).isZero();
  }

  private void put(Facts... facts) {
    index.apply(Arrays.stream(facts).<Change>map(Change.Put::new).toList());
  }

  private Placement at(String name) {
    return Objects.requireNonNull(index.life(key(name)), name).placement();
  }
}
