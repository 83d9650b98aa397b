package io.understudy.failover.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.TermRecord;
import io.understudy.core.failover.truth.RoleVerdict;
import io.understudy.core.failover.truth.RoleVerdict.Lower;
import io.understudy.core.port.Bytes;
import io.understudy.service.kubernetes.Notice;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Two real etcds and a real DNS server, through what happens to two sites. */
class RoleLookTest extends RoleSites {

  @Test
  void aStandbyWhoseNameLeadsToThePrimaryAgrees() {
    assertThat(watch.look().verdict())
        .isInstanceOfSatisfying(
            RoleVerdict.Agrees.class,
            agrees ->
                assertThat(agrees.says())
                    .contains(
                        "this site is the standby",
                        "the primary since the beginning",
                        "leads to the other site"));
    assertThat(notices).isEmpty();
  }

  @Test
  void aNameThatWasSwitchedWithoutAPromotionContradicts() {
    watch.look();
    dns.set("platform", "A", 60, HERE);

    assertThat(watch.look().verdict()).isInstanceOf(RoleVerdict.Contradicts.class);
    watch.look();
    dns.set("platform", "A", 60, THERE);
    watch.look();

    assertThat(notices)
        .extracting(Notice::reason)
        .containsExactly("RoleContradicted", "RoleAgrees");
  }

  @Test
  void anOldPrimaryThatComesBackIsASplitBrainUntilItIsDemoted() {
    promoteHere();
    dns.set("platform", "A", 60, HERE);

    assertThat(watch.look().verdict())
        .isInstanceOfSatisfying(
            RoleVerdict.SplitBrain.class,
            split -> {
              assertThat(split.lower()).isEqualTo(Lower.THERE);
              assertThat(split.forbids()).isEmpty();
            });
    assertThat(notices).extracting(Notice::reason).containsExactly("SplitBrain");

    oldClient.put(
        KEYS.term(),
        new TermRecord(TermRecord.Role.STANDBY, 5, "operator", Instant.EPOCH, "reprotect")
            .toJson());
    assertThat(watch.look().verdict()).isInstanceOf(RoleVerdict.Agrees.class);
  }

  @Test
  void aFrozenOldPrimaryHasSteppedBack() {
    promoteHere();
    dns.set("platform", "A", 60, HERE);
    oldClient.put(Bytes.utf8(FREEZE.get(0)), Bytes.utf8("policy"));
    assertThat(watch.look().verdict()).isInstanceOf(RoleVerdict.SplitBrain.class);

    oldClient.put(Bytes.utf8(FREEZE.get(1)), Bytes.utf8("binding"));

    RoleState state = watch.look();
    assertThat(state.verdict()).isInstanceOf(RoleVerdict.Agrees.class);
    RoleView view = RoleView.of(state, "b", "a");
    assertThat(view.hereRole()).isEqualTo("primary");
    assertThat(view.thereRole()).isEqualTo("former");
    assertThat(view.thereTerm()).isZero();
    assertThat(view.there()).isEqualTo("the former primary, frozen");
  }

  @Test
  void theOldPrimaryItselfIsForbiddenToPromoteOrReprotect() {
    siteClient.delete(KEYS.checkpoint());
    oldClient.put(KEYS.term(), promoted(4, ends.target().status().clusterId()).toJson());

    RoleState state = watch.look();

    assertThat(state.verdict())
        .isInstanceOfSatisfying(
            RoleVerdict.SplitBrain.class, split -> assertThat(split.lower()).isEqualTo(Lower.HERE));
    RoleView view = RoleView.of(state, "b", "a");
    assertThat(view.forbids()).contains("run a reprotect at the other site");
    assertThat(view.thereTerm()).isEqualTo(4);
    assertThat(view.leads()).isEqualTo("there");
  }

  @Test
  void aSiteThatCannotBeAskedIsUnknownAndForbidsNothing() {
    promoteHere();
    dns.set("platform", "A", 60, HERE);
    old.stop();

    RoleState state = watch.look();

    RoleView view = RoleView.of(state, "b", "a");
    assertThat(view.thereRole()).isEqualTo("unknown");
    assertThat(view.thereTerm()).isNull();
    assertThat(view.hereTerm()).isEqualTo(4);
    assertThat(state.verdict()).isInstanceOf(RoleVerdict.Unknown.class);
    assertThat(state.verdict().forbids()).isEmpty();
    assertThat(notices).isEmpty();
  }

  @Test
  void aNameThatNoResolverKnowsIsUnknownAndOneThatIsNotThereContradicts() {
    dns.stop();
    RoleState silent = watch.look();
    assertThat(silent.verdict()).isInstanceOf(RoleVerdict.Unknown.class);
    assertThat(silent.failures()).singleElement().asString().contains(dns.address());

    dns.restart();
    dns.set("platform", "A", 60);
    assertThat(watch.look().verdict())
        .isInstanceOfSatisfying(
            RoleVerdict.Contradicts.class,
            contradicts -> assertThat(contradicts.says()).contains("leads nowhere"));
  }
}
