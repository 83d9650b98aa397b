package io.understudy.sync.replica;

import static io.understudy.sync.replica.TestLink.KEYS;
import static io.understudy.sync.replica.TestLink.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.ResyncRequest;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.role.RoleChange;
import io.understudy.core.role.RoleRequest;
import io.understudy.core.scope.Rules;
import io.understudy.sync.status.Phase;
import io.understudy.sync.status.Status;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sites given in the wrong place: refused, and no trace of the mistake stays in the way. */
class WrongEndsTest {

  private static final Map<String, String> EVERYTHING = Map.of("scope.profile", "everything");
  private static final Rules RULES = Rules.profile("everything", Rules.Options.DEFAULT);
  private static final Bytes KEY = Bytes.utf8("/registry/configmaps/default/one");

  private final TestLink link = new TestLink();

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  void thePrimaryAtBothEndsIsRefusedAndCorrectingTheTargetIsEnough() {
    link.source.put(KEY, Bytes.utf8("a"));
    String primary = link.sourceEtcd.endpoint();
    try (Replica replica =
        link.start("one", Map.of("scope.profile", "everything", "target.endpoints", primary))) {
      Status refused = await(replica, status -> status.phase() == Phase.REFUSED);

      assertThat(refused.lastRefusal().why()).contains("the same etcd");
      assertThat(link.source.get(KEYS.term())).isEmpty();
    }
    assertThat(link.source.all(0)).containsOnlyKeys(KEY);

    try (Replica replica = link.start("two", EVERYTHING)) {
      await(replica, Status::sound);
      link.awaitEqual(RULES);
    }
  }

  @Test
  void aTermThatWasThereBeforeIsNotTakenBack() {
    TermRecord before =
        new TermRecord(TermRecord.Role.STANDBY, 4, "before", Instant.EPOCH, "for the test");
    link.target.put(KEYS.term(), before.toJson());
    String standby = link.targetEtcd.endpoint();
    try (Replica replica =
        link.start("one", Map.of("scope.profile", "everything", "source.endpoints", standby))) {
      await(replica, status -> status.phase() == Phase.REFUSED);
    }
    Bytes kept = link.target.get(KEYS.term()).orElseThrow().value();
    assertThat(TermRecord.fromJson(kept).term()).isEqualTo(5);
  }

  @Test
  void aStandbyIsNoSourceUntilItsTermIsGone() {
    link.source.put(KEY, Bytes.utf8("a"));
    try (Replica replica = link.start("one", EVERYTHING)) {
      await(replica, Status::sound);
    }
    try (EtcdProcess third = EtcdProcess.start();
        IndependentClient beyond = third.client();
        Replica replica = link.start("two", from(link.targetEtcd, third))) {
      Status refused = await(replica, status -> status.phase() == Phase.REFUSED);

      assertThat(refused.lastRefusal().why()).contains("itself the standby");
      assertThat(refused.lastRefusal().remedy()).contains("delete /understudy/<link>/term");
      assertThat(beyond.all(0)).containsOnlyKeys(KEYS.term(), KEYS.leader());

      link.target.delete(KEYS.term());
      await(replica, Status::sound);
      assertThat(beyond.get(KEY).orElseThrow().value()).isEqualTo(Bytes.utf8("a"));
    }
  }

  @Test
  void aPromotedSiteThatStillHoldsParkedObjectsIsNoSourceUntilTheyAreGone() {
    TermRecord promoted =
        new TermRecord(TermRecord.Role.PROMOTED, 3, "operator", Instant.EPOCH, "for the test");
    link.source.put(KEYS.term(), promoted.toJson());
    link.source.put(KEYS.parked(KEY), Bytes.utf8("a"));
    try (Replica replica = link.start("one", EVERYTHING)) {
      Status refused = await(replica, status -> status.phase() == Phase.REFUSED);

      assertThat(refused.lastRefusal().why()).contains("parked objects");
      assertThat(link.target.all(0)).containsOnlyKeys(KEYS.term(), KEYS.leader());

      link.source.put(KEY, Bytes.utf8("a"));
      link.source.delete(KEYS.parked(KEY));
      await(replica, Status::sound);
      assertThat(link.target.get(KEY).orElseThrow().value()).isEqualTo(Bytes.utf8("a"));
    }
  }

  @Test
  void thePrimaryThatTheSourceTookOverFromIsNeitherMirroredIntoNorPromotedUntilItIsDemoted() {
    link.source.put(KEY, Bytes.utf8("a"));
    try (Replica replica = link.start("one", EVERYTHING)) {
      await(replica, Status::sound);
      RoleRequest failover = new RoleRequest(termOf(link.target), "failover", "", true);
      assertThat(replica.roles().promote(failover, replica.rival()))
          .isInstanceOf(RoleChange.Changed.class);
    }
    Bytes late = Bytes.utf8("/registry/configmaps/default/late");
    link.source.put(late, Bytes.utf8("only here"));
    link.source.put(KEY, Bytes.utf8("late"));
    try (Replica back = link.start("two", from(link.targetEtcd, link.sourceEtcd))) {
      Status refused = await(back, status -> status.phase() == Phase.REFUSED);

      assertThat(refused.lastRefusal().why()).contains("both sites claim to be the primary");
      assertThat(refused.lastRefusal().remedy()).contains("reprotect", "POST /api/v1/demote");
      RoleRequest again = new RoleRequest(termOf(link.source), "take it back", "", true);
      assertThat(back.roles().promote(again, back.rival()))
          .isInstanceOfSatisfying(
              RoleChange.Refused.class,
              no -> assertThat(no.why()).contains("it took over from this one"));
      assertThat(link.source.all(0)).containsOnlyKeys(KEY, late, KEYS.term(), KEYS.leader());
      assertThat(link.source.get(KEY).orElseThrow().value()).isEqualTo(Bytes.utf8("late"));

      RoleRequest reprotect = new RoleRequest(termOf(link.source), "reprotect", "", false);
      assertThat(back.roles().demote(reprotect, termOf(link.target)))
          .isInstanceOf(RoleChange.Changed.class);
      await(back, Status::sound);
      assertThat(link.source.get(KEY).orElseThrow().value()).isEqualTo(Bytes.utf8("a"));
    }
  }

  private static long termOf(IndependentClient site) {
    return TermRecord.fromJson(site.get(KEYS.term()).orElseThrow().value()).term();
  }

  /** Only that the record is there says that a key is foreign; its content is for people. */
  @Test
  void aForeignRecordWithCorruptContentDoesNotMatter() {
    link.source.put(KEY, Bytes.utf8("a"));
    try (Replica replica = link.start("one", EVERYTHING)) {
      await(replica, Status::sound);
    }
    Bytes foreign = Bytes.utf8("/registry/configmaps/default/foreign");
    link.target.put(foreign, Bytes.utf8("theirs"));
    link.target.put(KEYS.foreign(foreign), Bytes.utf8("{not JSON"));
    link.target.put(KEYS.resyncRequest(), new ResyncRequest(0, 0).toJson(Instant.EPOCH));
    link.source.put(KEY, Bytes.utf8("b"));
    try (Replica replica = link.start("two", EVERYTHING)) {
      await(replica, status -> status.sound() && link.targetHas(KEY, "b"));

      assertThat(link.target.get(foreign).orElseThrow().value()).isEqualTo(Bytes.utf8("theirs"));
      assertThat(replica.board().status().lastRefusal()).isNull();
    }
  }

  private static Map<String, String> from(EtcdProcess source, EtcdProcess target) {
    return Map.of(
        "scope.profile",
        "everything",
        "source.endpoints",
        source.endpoint(),
        "target.endpoints",
        target.endpoint());
  }

  /** Its reads of the lost source would be tried for minutes. */
  @Test
  void aPromotionEndsTheMirrorWhateverItWaitsFor() {
    Map<String, String> enduring =
        Map.of(
            "scope.profile", "everything",
            "call.timeout-ms", "3000",
            "retry.attempts", "20",
            "retry.pause-ms", "10");
    try (Replica replica = link.start("one", enduring)) {
      await(replica, Status::sound);
      long before = replica.board().status().counters().retries();
      link.sourceEtcd.kill();
      await(replica, status -> status.counters().retries() > before + 1);

      RoleRequest failover = new RoleRequest(termOf(link.target), "failover", "", true);
      assertThat(replica.roles().promote(failover, replica.rival()))
          .isInstanceOf(RoleChange.Changed.class);

      await(replica, status -> status.phase() == Phase.PROMOTED);
    }
  }
}
