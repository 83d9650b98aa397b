package io.understudy.e2e;

import static io.understudy.e2e.Values.configMap;
import static io.understudy.e2e.Values.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.core.scope.RuleFile;
import io.understudy.core.scope.Rules;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where objects go that are owned, and how they move when owners or rules change. */
class OwnershipTest {

  private static final Rules PARKING = TwoEtcds.profile("live-standby");

  /** Shows what the profile parks. */
  private static final Rules SHOWING =
      RuleFile.parse(
          """
          version: 1
          extends: live-standby
          rules:
          - name: show
            match:
              group: ""
              resource: [deployments, replicasets, persistentvolumes, persistentvolumeclaims]
            place: mirror
            reason: to see them move
          """,
          "showing.yaml",
          Rules.Options.DEFAULT);

  private final TwoEtcds etcds = new TwoEtcds();

  @BeforeEach
  void namespace() {
    put(etcds.source(), "namespaces/team", "Namespace", "team");
  }

  @AfterEach
  void close() {
    etcds.close();
  }

  @Test
  void aConfigMapOwnedByADeploymentIsParkedWithIt() {
    put(etcds.source(), "deployments/team/web", "Deployment", "web");
    Bytes copied = configMap(etcds.source(), "copied", "web");
    try (RunningMirror mirror = etcds.mirror(PARKING)) {
      etcds.awaitEqual();
      Bytes tailed = configMap(etcds.source(), "tailed", "web");
      etcds.awaitEqual();
      assertThat(List.of(copied, tailed)).allMatch(etcds::isParked);
      mirror.awaitEvent("placements 1 2 0");
    }
    etcds.replay(PARKING);
  }

  @Test
  void aClaimOwnedByAPodIsLeftOut() {
    put(etcds.source(), "pods/team/web-0", "Pod", "web-0");
    Bytes claim =
        put(
            etcds.source(),
            "persistentvolumeclaims/team/data",
            "PersistentVolumeClaim",
            "data",
            "web-0");
    try (RunningMirror mirror = etcds.mirror(PARKING)) {
      etcds.awaitEqual();
      assertThat(etcds.targetHas(claim)).isFalse();
      assertThat(etcds.isParked(claim)).isFalse();
      mirror.awaitEvent("placements 1 0 2");
    }
    etcds.replay(PARKING);
  }

  @Test
  void anOwnerReferenceAddedLaterMovesAKeyAndItsDependentsIntoPark() {
    put(etcds.source(), "deployments/team/web", "Deployment", "web");
    Bytes top = configMap(etcds.source(), "top");
    Bytes middle = configMap(etcds.source(), "middle", "top");
    Bytes bottom = configMap(etcds.source(), "bottom", "middle");
    List<Bytes> chain = List.of(top, middle, bottom);
    try (RunningMirror mirror = etcds.mirror(PARKING)) {
      etcds.awaitEqual();
      assertThat(chain).allMatch(etcds::targetHas).noneMatch(etcds::isParked);
      configMap(etcds.source(), "top", "web");
      etcds.awaitEqual();
      assertThat(chain).allMatch(etcds::isParked);
      configMap(etcds.source(), "top");
      etcds.awaitEqual();
      assertThat(chain).allMatch(etcds::targetHas).noneMatch(etcds::isParked);
      assertThat(mirror.events()).noneMatch(event -> event.startsWith("end"));
    }
    etcds.replay(PARKING);
    for (Bytes key : chain) {
      assertMovedInOneTxn(key);
    }
  }

  @Test
  void aRuleChangeMovesKeysEachWay() {
    put(etcds.source(), "deployments/team/web", "Deployment", "web");
    put(etcds.source(), "replicasets/team/web-1", "ReplicaSet", "web-1", "web");
    Bytes dependent = configMap(etcds.source(), "rollout", "web-1");
    Bytes volume = put(etcds.source(), "persistentvolumes/pv-1", "PersistentVolume", "pv-1");
    Bytes claim =
        put(etcds.source(), "persistentvolumeclaims/team/data", "PersistentVolumeClaim", "data");
    Bytes deployment = Values.key("deployments/team/web");
    List<Bytes> moving = List.of(deployment, dependent, volume, claim);

    mirrorOnce(PARKING);
    assertThat(moving).allMatch(etcds::isParked);
    mirrorOnce(SHOWING);
    assertThat(moving).allMatch(etcds::targetHas).noneMatch(etcds::isParked);
    mirrorOnce(PARKING);
    assertThat(moving).allMatch(etcds::isParked);

    etcds.replay(PARKING, SHOWING);
    for (Bytes key : moving) {
      assertMovedInOneTxn(key);
    }
    assertThat(deletedAt(dependent)).isLessThanOrEqualTo(deletedAt(deployment));
    assertThat(deletedAt(volume)).isLessThanOrEqualTo(deletedAt(claim));
  }

  private void mirrorOnce(Rules rules) {
    try (RunningMirror mirror = etcds.mirror(rules)) {
      mirror.awaitEvent("sound");
      etcds.awaitEqual();
    }
  }

  /** Wherever the visible key goes, its parked copy comes in the same revision. */
  private void assertMovedInOneTxn(Bytes key) {
    Bytes parked = TwoEtcds.KEYS.parked(key);
    int moves = 0;
    for (Revision revision : etcds.targetHistory().revisions()) {
      boolean left = revision.changes().contains(new Change.Delete(key));
      boolean parkedThen =
          revision.changes().stream()
              .anyMatch(change -> change instanceof Change.Put && change.key().equals(parked));
      if (left) {
        assertThat(parkedThen).as("park-put with the delete of %s", key).isTrue();
        moves++;
      }
    }
    assertThat(moves).isPositive();
  }

  private long deletedAt(Bytes key) {
    return etcds.targetHistory().revisions().stream()
        .filter(revision -> revision.changes().contains(new Change.Delete(key)))
        .mapToLong(Revision::number)
        .max()
        .orElseThrow();
  }
}
