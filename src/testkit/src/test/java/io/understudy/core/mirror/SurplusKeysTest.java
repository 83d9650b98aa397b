package io.understudy.core.mirror;

import static io.understudy.core.mirror.StoredObjects.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.control.RepairResult.Outcome;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.ModelEtcd;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Surplus keys that were confirmed: which go, and which stay as they were not confirmed so. */
class SurplusKeysTest extends SurplusKeysCase {

  @Test
  void aConfirmedKeyThatTheSourceLacksGoesInARevisionOfTheMirror() {
    put(A, "a");

    assertThat(delete(A)).containsExactly(Map.entry(A, Outcome.DELETED));

    assertThat(has(A)).isFalse();
    assertThat(target.history().getLast().changes())
        .extracting(Revision.Change::key)
        .containsExactlyInAnyOrder(Bytes.utf8(A), KEYS.checkpoint());
  }

  @Test
  void whatIsNotAsItWasConfirmedStays() {
    put(A, "a");
    put(B, "b");
    source.apply(new Txn(List.of(), List.of(Txn.put(Bytes.utf8(B), object("b2", "")))));
    Map<String, Long> confirmed = new LinkedHashMap<>();
    confirmed.put(A, revisionOf(A) - 1);
    confirmed.put(B, revisionOf(B));
    confirmed.put(C, 7L);
    confirmed.put("/understudy/global/term", 2L);
    confirmed.put("/elsewhere/a", 2L);

    assertThat(delete(confirmed))
        .containsOnly(
            Map.entry(A, Outcome.CHANGED),
            Map.entry(B, Outcome.IN_SOURCE),
            Map.entry(C, Outcome.NOT_THERE),
            Map.entry("/understudy/global/term", Outcome.NOT_IN_REGISTRY),
            Map.entry("/elsewhere/a", Outcome.NOT_IN_REGISTRY));
    assertThat(has(A) && has(B)).isTrue();
    assertThat(has("/understudy/global/term")).isTrue();
  }

  @Test
  void whatIsShownInThePlaceOfAParkedObjectOfTheSourceGoesOnceThatIsParked() {
    rules = PARKING;
    anew();
    String deployment = "/registry/deployments/team/a";
    put(deployment, "late");
    Bytes parked = KEYS.parked(Bytes.utf8(deployment));
    source.apply(new Txn(List.of(), List.of(Txn.put(Bytes.utf8(deployment), object("new", "")))));

    assertThat(delete(deployment)).containsExactly(Map.entry(deployment, Outcome.IN_SOURCE));
    target(Txn.put(parked, object("new", "")));
    assertThat(delete(Map.of(deployment, revisionOf(deployment) - 1)))
        .containsExactly(Map.entry(deployment, Outcome.CHANGED));
    assertThat(delete(deployment)).containsExactly(Map.entry(deployment, Outcome.DELETED));

    assertThat(has(deployment)).isFalse();
    assertThat(has(parked.utf8())).isTrue();
  }

  @Test
  void whatRulesLeaveOutStays() {
    rules = Rules.profile("acp-global", Rules.Options.DEFAULT);
    anew();
    String lease = "/registry/leases/kube-system/kube-scheduler";
    put(lease, "l");

    assertThat(delete(lease)).containsExactly(Map.entry(lease, Outcome.LEFT_OUT));
    assertThat(has(lease)).isTrue();
  }

  @Test
  void aKeyThatSomebodyElseDeletesMeanwhileIsNotThereAnyMore() {
    put(A, "a");
    beforeTxn = once(() -> target(Txn.delete(Bytes.utf8(A))));

    assertThat(delete(A)).containsExactly(Map.entry(A, Outcome.NOT_THERE));
  }

  @Test
  void aLeaderWhoseTermIsOverDeletesNothing() {
    put(A, "a");
    beforeTxn =
        once(
            () -> {
              target(Txn.delete(KEYS.leader()));
              new Leadership(new ModelEtcd(target), KEYS, "two", 60, clock).attempt();
            });

    assertThatThrownBy(() -> delete(A)).isInstanceOf(Interrupted.Deposed.class);
    assertThat(has(A)).isTrue();
  }

  @Test
  void onAPromotedSiteNothingIsDeleted() {
    put(A, "a");
    beforeTxn = once(this::promote);

    assertThatThrownBy(() -> delete(A)).isInstanceOf(Interrupted.Deposed.class);
    assertThat(has(A)).isTrue();
  }

  @Test
  void doneAgainItFindsNothingLeftToDo() {
    put(A, "a");
    Map<String, Long> confirmed = Map.of(A, revisionOf(A));
    delete(confirmed);
    put(A, "another");

    assertThat(delete(confirmed)).containsExactly(Map.entry(A, Outcome.CHANGED));
    assertThat(has(A)).isTrue();
  }

  @Test
  void manyKeysGoInBoundedTxns() {
    Map<String, Long> confirmed = new LinkedHashMap<>();
    for (int i = 0; i < 300; i++) {
      String key = "/registry/configmaps/team/many-" + i;
      put(key, "many-" + i);
      confirmed.put(key, revisionOf(key));
    }

    assertThat(delete(confirmed)).hasSize(300).values().containsOnly(Outcome.DELETED);
    assertThat(target.history())
        .allSatisfy(revision -> assertThat(revision.changes()).hasSizeLessThanOrEqualTo(128));
  }
}
