package io.understudy.core.ownership;

import static io.understudy.core.scope.Placement.BLOCKED;
import static io.understudy.core.scope.Placement.LEAVE_OUT;
import static io.understudy.core.scope.Placement.MIRROR;
import static io.understudy.core.scope.Placement.PARK;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.ownership.RegistryIndex.Change;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Placement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the index keeps of objects that cannot be read. */
class EncryptedObjectsTest {

  private static final Bytes KEY = Things.key("a");

  private final RegistryIndex index = new RegistryIndex(true);

  @Test
  void objectsInScopeThatHideTheirOwnersAreCounted() {
    put(encrypted("a", MIRROR, 1, false), encrypted("b", PARK, 2, false));
    put(encrypted("c", LEAVE_OUT, 3, false), Things.mirrored("d"));
    assertThat(index.orderUnproven()).isEqualTo(2);

    put(readable("a", 1));
    assertThat(index.orderUnproven()).isEqualTo(1);
    index.apply(List.of(new Change.Remove(Things.key("b"))));
    assertThat(index.orderUnproven()).isZero();
  }

  @Test
  void objectsInScopeThatTheStandbyCannotReadAreCounted() {
    put(encrypted("a", MIRROR, 1, true), encrypted("b", LEAVE_OUT, 2, true));
    assertThat(index.undecryptable()).isEqualTo(1);

    put(encrypted("a", MIRROR, 1, false));
    assertThat(index.undecryptable()).isZero();
    put(encrypted("a", MIRROR, 1, true));
    index.apply(List.of(new Change.Remove(KEY)));
    assertThat(index.undecryptable()).isZero();
  }

  @Test
  void anObjectWhoseNewKeyIsNotKnownYetStaysWhereItsOwnersPutIt() {
    put(Things.parked("owner"), readable("a", 7, "owner"));
    assertThat(placement()).isEqualTo(PARK);

    List<Move> moves = put(encrypted("a", MIRROR, 7, true));

    assertThat(placement()).isEqualTo(PARK);
    assertThat(moves).singleElement().matches(move -> move.changed() && move.isAt(PARK));
    assertThat(index.orderUnproven()).isEqualTo(1);
    assertThat(index.undecryptable()).isEqualTo(1);

    put(Things.mirrored("owner"));
    assertThat(placement()).isEqualTo(MIRROR);
    put(readable("a", 7, "owner"));
    assertThat(index.orderUnproven()).isZero();
    assertThat(index.undecryptable()).isZero();
  }

  @Test
  void anObjectThatWasFoundParkedStaysSoThroughRotationsWhoseKeysAreNotKnown() {
    put(OpaquePlace.kept(encrypted("a", MIRROR, 7, false), false, true));
    assertThat(placement()).isEqualTo(PARK);

    assertThat(put(encrypted("a", MIRROR, 7, false)))
        .singleElement()
        .matches(move -> move.wasAt(PARK) && move.isAt(PARK));
    assertThat(index.byRule()).singleElement().matches(r -> r.rule().equals("kept-on-target"));
    put(encrypted("a", MIRROR, 7, false).blockedIf(true));
    assertThat(placement()).isEqualTo(BLOCKED);
    put(OpaquePlace.kept(encrypted("a", MIRROR, 7, false), false, true));
    put(encrypted("a", MIRROR, 9, false));
    assertThat(placement()).as("another life").isEqualTo(MIRROR);
    assertThat(index.orderUnproven()).isEqualTo(1);
  }

  @Test
  void anObjectThatIsTooLargeIsBlockedWhetherItCanBeReadOrNot() {
    put(readable("owner", 1), readable("a", 7, "owner"), readable("below", 8, "a"));

    List<Move> moves = put(encrypted("a", MIRROR, 7, true).blockedIf(true));
    assertThat(placement()).isEqualTo(BLOCKED);
    assertThat(index.count(BLOCKED)).isEqualTo(1);
    assertThat(index.orderUnproven()).isEqualTo(1);
    assertThat(index.ownedKeys()).contains(KEY);
    assertThat(moves).filteredOn(Move::changed).singleElement().matches(m -> m.isAt(BLOCKED));
    assertThat(moves).anyMatch(m -> m.key().equals(Things.key("below")) && m.isAt(PARK));

    put(encrypted("a", MIRROR, 7, true));
    assertThat(placement()).isEqualTo(MIRROR);
    assertThat(index.count(BLOCKED)).isZero();
    put(Things.parked("owner"));
    assertThat(placement()).as("its owner is still known").isEqualTo(PARK);
  }

  @Test
  void anObjectThatWasBlockedAsReadableIsNoMoreOnceItIsSmallThoughUnreadable() {
    put(readable("a", 7).blockedIf(true));
    assertThat(placement()).isEqualTo(BLOCKED);

    put(encrypted("a", MIRROR, 7, false).blockedIf(true));
    assertThat(placement()).isEqualTo(BLOCKED);
    put(encrypted("a", MIRROR, 7, false));
    assertThat(placement()).isEqualTo(MIRROR);
    assertThat(index.orderUnproven()).isEqualTo(1);
  }

  @Test
  void anObjectThatWasReadAsLeftOutStaysSoHoweverLarge() {
    put(Things.leftOut("a"));

    put(encrypted("a", MIRROR, 1, false).blockedIf(true));

    assertThat(placement()).isEqualTo(LEAVE_OUT);
  }

  @Test
  void anotherLifeUnderTheSameKeyIsNotTakenForTheOldOne() {
    put(Things.parked("owner"), readable("a", 7, "owner"));

    put(encrypted("a", MIRROR, 9, false));

    assertThat(placement()).isEqualTo(MIRROR);
    assertThat(index.createRevision(KEY)).isEqualTo(9);
  }

  @Test
  void theAgeOfEveryObjectIsKnown() {
    put(readable("a", 7));
    assertThat(index.createRevision(KEY)).isEqualTo(7);
    assertThat(index.createRevision(Things.key("nobody"))).isZero();
  }

  private Placement placement() {
    return Objects.requireNonNull(index.life(KEY)).placement();
  }

  private List<Move> put(Facts... facts) {
    return index.apply(List.of(facts).stream().<Change>map(Change.Put::new).toList());
  }

  private static Facts readable(String name, long createRevision, String... owners) {
    return with(Things.mirrored(name, owners), createRevision, false);
  }

  private static Facts encrypted(
      String name, Placement own, long createRevision, boolean undecryptable) {
    return with(Things.encrypted(name, own), createRevision, undecryptable);
  }

  private static Facts with(Facts facts, long createRevision, boolean undecryptable) {
    return new Facts(
        facts.key(),
        facts.uid(),
        facts.opaque(),
        facts.owners(),
        facts.own(),
        facts.regardlessOfOwners(),
        facts.rule(),
        createRevision,
        undecryptable);
  }
}
