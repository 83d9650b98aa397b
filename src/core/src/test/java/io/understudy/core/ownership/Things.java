package io.understudy.core.ownership;

import io.understudy.core.ownership.Facts.Owner;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Placement;
import java.util.Arrays;
import java.util.List;

/** Objects of one namespace as the index sees them; a thing's UID is its name unless it says so. */
final class Things {

  static final String RULE = "tests/things";

  private Things() {}

  static Bytes key(String name) {
    return Bytes.utf8("/registry/things/ns/" + name);
  }

  static Facts mirrored(String name, String... owners) {
    return thing(name, name, Placement.MIRROR, owners);
  }

  static Facts parked(String name, String... owners) {
    return thing(name, name, Placement.PARK, owners);
  }

  static Facts leftOut(String name, String... owners) {
    return thing(name, name, Placement.LEAVE_OUT, owners);
  }

  /** Another life of a thing: the same name, another UID. */
  static Facts reborn(String name, String uid, String... owners) {
    return thing(name, uid, Placement.MIRROR, owners);
  }

  static Facts regardless(Facts facts) {
    return new Facts(
        facts.key(),
        facts.uid(),
        facts.opaque(),
        facts.owners(),
        facts.own(),
        true,
        RULE,
        1,
        false);
  }

  /** Encrypted: it is known by its name only, and its owners are unknown. */
  static Facts encrypted(String name, Placement own) {
    return new Facts(
        key(name), Id.ofName("thing", "ns", name), true, List.of(), own, false, RULE, 2, false);
  }

  static Facts thing(String name, String uid, Placement own, String... owners) {
    List<Owner> references = Arrays.stream(owners).map(Things::owner).toList();
    return new Facts(key(name), Id.ofUid(uid), false, references, own, false, RULE, 1, false);
  }

  static Owner owner(String uid) {
    return new Owner(Id.ofUid(uid), Id.ofName("Thing", "ns", uid));
  }
}
