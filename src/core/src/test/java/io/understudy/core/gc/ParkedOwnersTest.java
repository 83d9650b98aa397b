package io.understudy.core.gc;

import static io.understudy.core.gc.HandMade.configMap;
import static io.understudy.core.gc.HandMade.otherLife;
import static io.understudy.core.gc.HandMade.owner;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.StoredObject;
import io.understudy.core.registry.StoredObject.Message;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParkedOwnersTest {

  private final HandMade registry = new HandMade();

  @Test
  void aVisibleDependentOfAParkedOwnerIsSafeOnlyAfterTheUnpark() {
    registry.parked("configmaps/a/one", configMap("a", "one"));
    registry.with("configmaps/a/dependent", configMap("a", "dependent", configMap("one")));
    assertThat(registry.now().counts()).isEqualTo(Map.of(GcVerdict.DELETED, 1L));
    assertThat(registry.now().objects()).isOne();
    assertThat(registry.afterUnpark().counts()).isEqualTo(Map.of(GcVerdict.KEPT, 1L));
    assertThat(registry.afterUnpark().objects()).isEqualTo(2);
  }

  @Test
  void aParkedDependentIsNotLookedAtUntilTheUnpark() {
    registry.parked("configmaps/a/one", configMap("a", "one"));
    registry.parked("configmaps/a/dependent", configMap("a", "dependent", configMap("one")));
    assertThat(registry.now().counts()).isEmpty();
    assertThat(registry.afterUnpark().counts()).isEqualTo(Map.of(GcVerdict.KEPT, 1L));
  }

  @Test
  void aParkedObjectNoneOfWhoseOwnersWouldBeThereStaysParkedAndSoDoesWhatHangsOnIt() {
    registry.parked("configmaps/a/x", configMap("a", "x", configMap("gone")));
    registry.parked("configmaps/a/below", configMap("a", "below", configMap("x")));
    registry.with("configmaps/a/seen", configMap("a", "seen", configMap("below")));
    assertThat(registry.now().counts()).isEqualTo(Map.of(GcVerdict.DELETED, 1L));
    assertThat(registry.afterUnpark().counts())
        .isEqualTo(Map.of(GcVerdict.STAYS_PARKED, 2L, GcVerdict.DELETED, 1L));
    assertThat(registry.afterUnpark().objects()).isOne();
    assertThat(registry.afterUnpark().isSafe()).isFalse();
  }

  @Test
  void aParkedObjectWithOneOfItsOwnersGoesInAndWouldBePatched() {
    registry.with("configmaps/a/one", configMap("a", "one"));
    registry.parked("configmaps/a/x", configMap("a", "x", configMap("one"), configMap("gone")));
    assertThat(registry.afterUnpark().counts()).isEqualTo(Map.of(GcVerdict.PATCHED, 1L));
  }

  @Test
  void parkedObjectsThatOwnOnlyEachOtherStayParked() {
    registry.parked("configmaps/a/x", configMap("a", "x", configMap("y")));
    registry.parked("configmaps/a/y", configMap("a", "y", configMap("x")));
    assertThat(registry.afterUnpark().counts()).isEqualTo(Map.of(GcVerdict.STAYS_PARKED, 2L));
  }

  @Test
  void aChainGoesInInWhateverOrderItsKeysAre() {
    registry.with("configmaps/a/m", configMap("a", "m"));
    registry.parked("configmaps/a/z", configMap("a", "z", configMap("m")));
    registry.parked("configmaps/a/b", configMap("a", "b", configMap("z")));
    registry.parked("configmaps/a/a", configMap("a", "a", configMap("b")));
    assertThat(registry.afterUnpark().counts()).isEqualTo(Map.of(GcVerdict.KEPT, 3L));
  }

  @Test
  void aParkedObjectWhosePlaceIsTakenDoesNotCount() {
    registry.with("configmaps/a/one", configMap("a", "one"));
    registry.parked("configmaps/a/one", configMap("a", "another"));
    registry.with("configmaps/a/of-visible", configMap("a", "of-visible", configMap("one")));
    registry.with(
        "configmaps/a/of-parked", configMap("a", "of-parked", owner("v1", "ConfigMap", "another")));
    assertThat(registry.afterUnpark().counts())
        .isEqualTo(Map.of(GcVerdict.KEPT, 1L, GcVerdict.DELETED, 1L));
    assertThat(registry.read().taken()).isOne();
  }

  @Test
  void anUnparkGoesByTheUidAloneSoThatWhatItPutsInMayBeCollected() {
    registry.with("configmaps/b/one", configMap("b", "one"));
    registry.parked("configmaps/a/dependent", configMap("a", "dependent", configMap("one")));
    assertThat(registry.afterUnpark().counts()).isEqualTo(Map.of(GcVerdict.DELETED, 1L));
  }

  @Test
  void aParkedOwnerOfAnotherLifeDoesNotSupport() {
    registry.parked("configmaps/a/one", configMap("a", "one"));
    registry.parked("configmaps/a/x", configMap("a", "x", otherLife(configMap("one"))));
    assertThat(registry.afterUnpark().counts()).isEqualTo(Map.of(GcVerdict.STAYS_PARKED, 1L));
    assertThat(registry.afterUnpark().otherUid()).as("the collector never sees it").isZero();
  }

  @Test
  void anEncryptedParkedOwnerLeavesItsDependentsUnknown() {
    registry.encryptedParked("secrets/a/sealed");
    registry.parked("configmaps/a/x", configMap("a", "x", owner("v1", "Secret", "sealed")));
    assertThat(registry.now().counts()).isEmpty();
    assertThat(registry.afterUnpark().counts()).isEqualTo(Map.of(GcVerdict.UNKNOWN, 2L));
  }

  @Test
  void aVolumeThatWouldLoseItsStorageStaysParkedWithoutItsClaim() {
    registry.parked("persistentvolumes/lost", volume("lost", "gone", "Delete"));
    registry.parked("persistentvolumes/kept", volume("kept", "gone", "Retain"));
    registry.parked("persistentvolumes/bound", volume("bound", "claim", "Delete"));
    registry.parked(
        "persistentvolumeclaims/a/claim",
        HandMade.object("v1", "PersistentVolumeClaim", "a", "claim"));
    assertThat(registry.afterUnpark().counts()).isEqualTo(Map.of(GcVerdict.STAYS_PARKED, 1L));
    assertThat(registry.afterUnpark().groups())
        .containsExactly(new GcReport.Group(GcVerdict.STAYS_PARKED, "persistentvolumes", "", 1));
  }

  private static Bytes volume(String name, String claim, String policy) {
    Message reference = new Message().text(2, "a").text(3, claim).text(4, "uid-of-" + claim);
    Message spec = new Message().message(4, reference).text(5, policy);
    Message meta = new Message().text(1, name).text(5, "uid-of-" + name);
    return StoredObject.envelope(
        new Message().text(1, "v1").text(2, "PersistentVolume"),
        new Message().message(1, meta).message(2, spec));
  }
}
