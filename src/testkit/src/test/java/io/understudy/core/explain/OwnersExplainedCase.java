package io.understudy.core.explain;

import static io.understudy.core.explain.Objects.configMap;
import static io.understudy.core.explain.Objects.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Txn;
import org.junit.jupiter.api.Test;

/** What the garbage collector of the standby removes. */
abstract class OwnersExplainedCase extends TwoSides {

  @Test
  void aDependentThatWasCollectedLacksItsOwner() {
    mirrored(OWNER, owner.value());
    mirrored(DEPENDENT, configMap("a", "dependent").ownedBy(owner).value());
    onTarget(Txn.delete(OWNER));
    onTarget(Txn.delete(DEPENDENT));

    Cause cause = explain(missed(DEPENDENT));

    assertThat(cause).isEqualTo(new Cause.OwnerMissing(owner.reference(), revision(target())));
    assertThat(cause.text()).contains("ConfigMap owner").contains("uid-of-owner");
  }

  @Test
  void aDependentOfACustomResourceThatWasCollectedLacksItsOwner() {
    mirrored(DEFINITION, object("v1", "X", "", "mice.example.com", "d").value());
    mirrored(MOUSE, mouse.value());
    mirrored(DEPENDENT, configMap("a", "dependent").ownedBy(mouse).value());
    onTarget(Txn.delete(MOUSE), Txn.delete(DEPENDENT));

    assertThat(explain(missed(DEPENDENT))).isInstanceOf(Cause.OwnerMissing.class);
  }

  @Test
  void anOwnerOfAnotherLifeIsNamedWithTheUidItHas() {
    Objects other = object("v1", "ConfigMap", "a", "owner", "a-later-uid");
    mirrored(OWNER, owner.value());
    mirrored(DEPENDENT, configMap("a", "dependent").ownedBy(owner).value());
    onTarget(Txn.delete(DEPENDENT));
    onTarget(Txn.put(OWNER, other.value()));

    assertThat(explain(missed(DEPENDENT)))
        .isEqualTo(new Cause.OwnerOtherUid(owner.reference(), OWNER, "a-later-uid"));
  }

  @Test
  void aCustomOwnerOfAnotherLifeIsNamedWithTheUidItHas() {
    mirrored(DEFINITION, object("v1", "X", "", "mice.example.com", "d").value());
    mirrored(DEPENDENT, configMap("a", "dependent").ownedBy(mouse).value());
    onTarget(Txn.delete(DEPENDENT));
    onTarget(Txn.put(MOUSE, object("example.com/v1", "Mouse", "a", "jerry", "later").value()));

    assertThat(explain(missed(DEPENDENT)))
        .isEqualTo(new Cause.OwnerOtherUid(mouse.reference(), MOUSE, "later"));
  }

  @Test
  void aReferenceThatWasTakenAwayLacksItsOwner() {
    mirrored(SOME, configMap("a", "some").value());
    mirrored(
        DEPENDENT,
        configMap("a", "dependent").ownedBy(owner).ownedBy(configMap("a", "some")).value());
    onTarget(Txn.delete(OWNER));
    onTarget(
        Txn.put(DEPENDENT, configMap("a", "dependent").ownedBy(configMap("a", "some")).value()));

    assertThat(explain(different(DEPENDENT)))
        .isEqualTo(new Cause.OwnerMissing(owner.reference(), revision(target())));
  }

  @Test
  void anOwnerInParkIsNotMissing() {
    onSource(Txn.put(OWNER, owner.value()));
    byMirror(KEYS.checkpoint(), Txn.delete(OWNER), Txn.put(KEYS.parked(OWNER), owner.value()));
    mirrored(DEPENDENT, configMap("a", "dependent").ownedBy(owner).value());
    long deleted = onTarget(Txn.delete(DEPENDENT));

    assertThat(explain(missed(DEPENDENT))).isEqualTo(deletedAt(deleted));
  }
}
