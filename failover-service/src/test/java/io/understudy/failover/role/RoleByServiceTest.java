package io.understudy.failover.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.failover.truth.RoleVerdict;
import io.understudy.core.failover.truth.RoleVerdict.Lower;
import io.understudy.core.port.Bytes;
import io.understudy.failover.mirror.FakeHttp;
import io.understudy.failover.mirror.FakeHttp.Reply;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The other site is behind a closed port, and its sync-service is asked for it. */
class RoleByServiceTest extends RoleSites {

  @Test
  void whereItsEtcdCannotBeAskedAnOldPrimaryIsFoundByItsSyncService() {
    promoteHere();
    dns.set("platform", "A", 60, HERE);
    try (FakeHttp itsService = new FakeHttp()) {
      itsService.on(STATUS, call -> Reply.json(200, status(ends.source()).toString()));
      RoleWatch watch = behindAClosedPort(itsService);
      assertThat(splitBrain(watch)).isNaN();

      assertThat(watch.look().verdict())
          .isInstanceOfSatisfying(
              RoleVerdict.SplitBrain.class,
              split -> assertThat(split.lower()).isEqualTo(Lower.THERE));
      assertThat(splitBrain(watch)).isEqualTo(1);

      FREEZE.forEach(key -> oldClient.put(Bytes.utf8(key), Bytes.utf8("frozen")));
      assertThat(watch.look().verdict()).isInstanceOf(RoleVerdict.Agrees.class);
      assertThat(splitBrain(watch)).isZero();
    }
  }

  @Test
  void whereItIsNotToldWhetherTheLowerOneIsFrozenNothingIsKnown() {
    promoteHere();
    dns.set("platform", "A", 60, HERE);
    try (FakeHttp itsService = new FakeHttp()) {
      ObjectNode status = status(ends.source());
      status.withObject("/site").putNull("frozen");
      itsService.on(STATUS, Reply.json(200, status.toString()));
      RoleWatch watch = behindAClosedPort(itsService);

      assertThat(watch.look().verdict())
          .isInstanceOfSatisfying(
              RoleVerdict.Unknown.class,
              unknown -> assertThat(unknown.says()).contains("whether the one in the lower term"));
      assertThat(splitBrain(watch)).isNaN();
      assertThat(notices).isEmpty();
    }
  }

  @Test
  void theOldPrimaryItselfIsForbiddenByWhatTheOtherSitesSyncServiceTells() {
    siteClient.delete(KEYS.checkpoint());
    oldClient.put(KEYS.term(), promoted(4, ends.target().status().clusterId()).toJson());
    try (FakeHttp itsService = new FakeHttp()) {
      itsService.on(STATUS, call -> Reply.json(200, status(ends.source()).toString()));
      RoleWatch watch = behindAClosedPort(itsService);

      RoleState state = watch.look();

      assertThat(state.verdict())
          .isInstanceOfSatisfying(
              RoleVerdict.SplitBrain.class,
              split -> assertThat(split.lower()).isEqualTo(Lower.HERE));
      assertThat(state.verdict().forbids()).isPresent();
    }
  }

  @Test
  void whatTellsNothingOfTheOtherSiteIsUnknown() {
    promoteHere();
    dns.set("platform", "A", 60, HERE);
    try (FakeHttp itsService = new FakeHttp()) {
      RoleWatch watch = behindAClosedPort(itsService);
      ObjectNode stale = status(ends.source()).put("targetError", "its etcd does not answer");
      Map<Reply, String> answers =
          Map.of(
              Reply.problem(503, "Busy", "later"), "answers 503",
              Reply.json(200, "{\"link\": \"other\"}"), "of link 'other'",
              Reply.json(200, "{\"link\": \"global\", \"phase\": \"tail\"}"), "another release",
              Reply.json(200, stale.toString()), "cannot read its own etcd",
              Reply.json(200, status(ends.target()).toString()), "this site's own");

      answers.forEach(
          (answer, why) -> {
            itsService.on(STATUS, answer);
            RoleState state = watch.look();
            assertThat(state.verdict()).as(why).isInstanceOf(RoleVerdict.Unknown.class);
            assertThat(state.there().text()).contains(why);
            assertThat(splitBrain(watch)).as(why).isNaN();
          });
    }
  }
}
