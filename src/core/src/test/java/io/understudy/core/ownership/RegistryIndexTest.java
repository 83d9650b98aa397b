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

class RegistryIndexTest {

  private final RegistryIndex index = new RegistryIndex(true);

  private List<Move> put(Facts... facts) {
    return index.apply(Arrays.stream(facts).<Change>map(Change.Put::new).toList());
  }

  private List<Move> remove(String... names) {
    return index.apply(
        Arrays.stream(names).<Change>map(name -> new Change.Remove(key(name))).toList());
  }

  private Placement at(String name) {
    return Objects.requireNonNull(index.life(key(name)), name).placement();
  }

  private static List<String> names(List<Move> moves) {
    return moves.stream().map(m -> m.key().utf8().replace("/registry/things/ns/", "")).toList();
  }

  @Nested
  class Closure {

    @Test
    void anObjectWithoutOwnersIsWhereItsRulePutsIt() {
      put(mirrored("m"), parked("p"), leftOut("l"));

      assertThat(at("m")).isEqualTo(MIRROR);
      assertThat(at("p")).isEqualTo(PARK);
      assertThat(at("l")).isEqualTo(LEAVE_OUT);
    }

    @Test
    void aVisibleOwnerLeavesItsDependentWhereItsRulePutsIt() {
      put(mirrored("owner"), mirrored("m", "owner"), parked("p", "owner"), leftOut("l", "owner"));

      assertThat(at("m")).isEqualTo(MIRROR);
      assertThat(at("p")).isEqualTo(PARK);
      assertThat(at("l")).isEqualTo(LEAVE_OUT);
    }

    @Test
    void aParkedOwnerParksItsDependentsAndTheirDependents() {
      put(parked("deployment"), mirrored("config", "deployment"), mirrored("deeper", "config"));

      assertThat(at("config")).isEqualTo(PARK);
      assertThat(at("deeper")).isEqualTo(PARK);
    }

    @Test
    void ownersThatAreAllLeftOutKeepTheirDependentOut() {
      put(leftOut("pod"), leftOut("node"), mirrored("a", "pod", "node"), parked("b", "pod"));
      put(mirrored("deeper", "a"));

      assertThat(at("a")).isEqualTo(LEAVE_OUT);
      assertThat(at("b")).isEqualTo(LEAVE_OUT);
      assertThat(at("deeper")).isEqualTo(LEAVE_OUT);
    }

    @Test
    void ownersOfWhichSomeAreLeftOutParkTheirDependent() {
      put(leftOut("pod"), mirrored("visible"), mirrored("a", "pod", "visible"));

      assertThat(at("a")).isEqualTo(PARK);
    }

    @Test
    void anOwnerThatDoesNotExistParksItsDependents() {
      put(mirrored("a", "nobody"), mirrored("deeper", "a"));
      put(leftOut("pod"), mirrored("b", "nobody", "pod"));

      assertThat(at("a")).isEqualTo(PARK);
      assertThat(at("deeper")).isEqualTo(PARK);
      assertThat(at("b")).isEqualTo(PARK);
    }

    @Test
    void everyOneOfSeveralOwnersMustBeVisible() {
      put(mirrored("one"), mirrored("two"), mirrored("a", "one", "two", "three"));
      assertThat(at("a")).isEqualTo(PARK);

      put(mirrored("three"));
      assertThat(at("a")).isEqualTo(MIRROR);

      remove("one");
      assertThat(at("a")).isEqualTo(PARK);
    }

    @Test
    void anObjectLeftOutByItsRuleStaysOutWhateverItsOwnersAre() {
      put(parked("owner"), leftOut("a", "owner"), leftOut("b", "nobody"));

      assertThat(at("a")).isEqualTo(LEAVE_OUT);
      assertThat(at("b")).isEqualTo(LEAVE_OUT);
    }

    @Test
    void aRuleMayKeepItsPlacementRegardlessOfOwners() {
      put(leftOut("pod"), regardless(mirrored("a", "pod", "nobody")), mirrored("deeper", "a"));

      assertThat(at("a")).isEqualTo(MIRROR);
      assertThat(at("deeper")).isEqualTo(MIRROR);
    }

    @Test
    void underRulesThatDoNotFollowOwnersEachObjectIsWhereItsRulePutsIt() {
      RegistryIndex cold = new RegistryIndex(false);
      cold.apply(
          List.of(new Change.Put(leftOut("pod")), new Change.Put(mirrored("a", "pod", "nobody"))));

      assertThat(Objects.requireNonNull(cold.life(key("a"))).placement()).isEqualTo(MIRROR);
      List<Move> moves = cold.apply(List.of(new Change.Remove(key("pod"))));
      assertThat(names(moves)).containsExactly("pod");
    }

    @Test
    void anEncryptedOwnerIsKnownByItsName() {
      put(mirrored("a", "secret"), mirrored("b", "config"));
      put(encrypted("secret", MIRROR), encrypted("config", PARK));

      assertThat(at("a")).isEqualTo(MIRROR);
      assertThat(at("b")).isEqualTo(PARK);

      remove("secret");
      assertThat(at("a")).isEqualTo(PARK);
    }
  }

  @Nested
  class Moves {

    @Test
    void anOwnerThatComesLaterMovesItsDependentsAndTheirs() {
      put(mirrored("a", "late"), mirrored("deeper", "a"));

      List<Move> moves = put(mirrored("late"));

      assertThat(names(moves)).containsExactlyInAnyOrder("late", "a", "deeper");
      assertThat(at("deeper")).isEqualTo(MIRROR);
      assertThat(moves)
          .filteredOn(m -> !m.changed())
          .hasSize(2)
          .allMatch(m -> m.wasAt(PARK) && m.isAt(MIRROR));
    }

    @Test
    void anOwnerThatGoesAwayParksItsDependents() {
      put(mirrored("owner"), mirrored("a", "owner"), mirrored("deeper", "a"));

      assertThat(names(remove("owner"))).containsExactlyInAnyOrder("owner", "a", "deeper");
      assertThat(at("a")).isEqualTo(PARK);
      assertThat(at("deeper")).isEqualTo(PARK);
      assertThat(index.life(key("owner"))).isNull();
    }

    @Test
    void anOwnerOfTheSameNameWithAnotherUidIsNotTheOwner() {
      put(mirrored("owner"), mirrored("a", "owner"));

      List<Move> moves = put(reborn("owner", "second-life"));

      assertThat(names(moves)).containsExactlyInAnyOrder("owner", "a");
      assertThat(moves.get(0).isReplacement()).isTrue();
      assertThat(at("a")).isEqualTo(PARK);
      put(mirrored("a", "second-life"));
      assertThat(at("a")).isEqualTo(MIRROR);
    }

    @Test
    void anOwnerReferenceAddedLaterMovesTheObjectAndWhatDependsOnIt() {
      put(parked("deployment"), mirrored("a"), mirrored("deeper", "a"));
      assertThat(at("deeper")).isEqualTo(MIRROR);

      List<Move> moves = put(mirrored("a", "deployment"));

      assertThat(names(moves)).containsExactlyInAnyOrder("a", "deeper");
      assertThat(at("a")).isEqualTo(PARK);
      assertThat(at("deeper")).isEqualTo(PARK);
    }

    @Test
    void anOwnerReferenceTakenAwayFreesTheObject() {
      put(parked("deployment"), mirrored("a", "deployment"), mirrored("deeper", "a"));

      put(mirrored("a"));

      assertThat(at("a")).isEqualTo(MIRROR);
      assertThat(at("deeper")).isEqualTo(MIRROR);
    }

    @Test
    void anObjectPutAgainUnchangedMovesNobodyElse() {
      put(mirrored("owner"), mirrored("a", "owner"));

      List<Move> moves = put(mirrored("owner"));

      assertThat(names(moves)).containsExactly("owner");
      assertThat(moves.get(0).before()).isEqualTo(moves.get(0).after());
      assertThat(moves.get(0).changed()).isTrue();
    }

    @Test
    void aDependentWhosePlacementStaysIsNotMoved() {
      put(mirrored("owner"), parked("a", "owner"));

      assertThat(names(remove("owner"))).containsExactly("owner");
    }

    @Test
    void changesAtOnceAreSeenAsOneStep() {
      put(mirrored("owner"), mirrored("a", "owner"));

      List<Move> moves =
          index.apply(
              List.of(new Change.Remove(key("owner")), new Change.Put(reborn("other", "owner"))));

      assertThat(names(moves)).containsExactlyInAnyOrder("owner", "other");
      assertThat(at("a")).isEqualTo(MIRROR);
    }

    @Test
    void removingWhatIsNotThereIsNoMove() {
      assertThat(remove("nobody")).isEmpty();
    }

    @Test
    void theLifeBeforeAndAfterAreTold() {
      put(mirrored("a"));

      Move move = put(parked("a", "owner")).get(0);

      assertThat(move.before()).isEqualTo(new Life(Id.ofUid("a"), false, List.of(), MIRROR));
      assertThat(move.after())
          .isEqualTo(new Life(Id.ofUid("a"), false, List.of(owner("owner")), PARK));
      assertThat(remove("a").get(0).after()).isNull();
    }

    @Test
    void aLongChainMovesAtOnce() {
      int length = 100_000;
      for (int i = 0; i < length; i++) {
        put(i == 0 ? mirrored("t0") : mirrored("t" + i, "t" + (i - 1)));
      }

      assertThat(put(parked("t0"))).hasSize(length);
      assertThat(index.count(PARK)).isEqualTo(length);
      assertThat(put(mirrored("t0"))).hasSize(length);
      assertThat(index.count(MIRROR)).isEqualTo(length);
    }
  }
}
