package io.understudy.core.mirror;

import static io.understudy.core.mirror.StoredObjects.boundVolume;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.RepairResult.Outcome;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Surplus keys that hang on each other: in what order they go, and what stays for others. */
class SurplusOwnersTest extends SurplusKeysCase {

  @Test
  void anOwnerGoesAfterItsDependentAndNotWithoutIt() {
    limits = withWrites(2);
    anew();
    put(A, "a");
    put(B, "b", "a");
    put(C, "c", "b");

    assertThat(delete(A, B))
        .containsOnly(Map.entry(A, Outcome.HAS_DEPENDENTS), Map.entry(B, Outcome.HAS_DEPENDENTS));
    assertThat(delete(A, C, B)).containsOnlyKeys(A, B, C).values().containsOnly(Outcome.DELETED);
    assertThat(deletions()).containsExactly(C, B, A);
  }

  @Test
  void objectsOfOneUidAreAllHungOnByWhatNamesIt() {
    put(A, "same");
    put(NAMESPACE, "same");
    put("/registry/configmaps/other/b", "b", "same");

    assertThat(delete(A, NAMESPACE)).values().containsOnly(Outcome.HAS_DEPENDENTS);
    assertThat(delete(NAMESPACE, A)).values().containsOnly(Outcome.HAS_DEPENDENTS);
  }

  @Test
  void anOwnerStaysIfItsDependentDoes() {
    put(A, "a");
    put(B, "b", "a");
    Map<String, Long> confirmed = new LinkedHashMap<>();
    confirmed.put(A, revisionOf(A));
    confirmed.put(B, 1L);

    assertThat(delete(confirmed))
        .containsOnly(Map.entry(A, Outcome.HAS_DEPENDENTS), Map.entry(B, Outcome.CHANGED));
    assertThat(has(A) && has(B)).isTrue();
  }

  @Test
  void aNamespaceAndADefinitionStayAsLongAsTheirContentsDo() {
    put(NAMESPACE, "n");
    put(DEFINITION, "d");
    put(BOX, "box");
    put(A, "a");

    assertThat(delete(NAMESPACE, DEFINITION, A))
        .containsOnly(
            Map.entry(NAMESPACE, Outcome.HAS_DEPENDENTS),
            Map.entry(DEFINITION, Outcome.HAS_DEPENDENTS),
            Map.entry(A, Outcome.DELETED));
    assertThat(delete(NAMESPACE, DEFINITION, BOX)).values().containsOnly(Outcome.DELETED);
    assertThat(has(NAMESPACE) || has(DEFINITION) || has(BOX)).isFalse();
  }

  @Test
  void aClaimStaysAsLongAsItsVolumeDoesAndGoesAfterIt() {
    limits = withWrites(2);
    anew();
    put(CLAIM, "claim");
    target(Txn.put(Bytes.utf8(VOLUME), boundVolume("team", "data")));

    assertThat(delete(CLAIM)).containsExactly(Map.entry(CLAIM, Outcome.HAS_DEPENDENTS));
    assertThat(delete(CLAIM, VOLUME)).values().containsOnly(Outcome.DELETED);
    assertThat(deletions()).containsExactly(VOLUME, CLAIM);
  }

  @Test
  void whatHangsOnEachOtherStaysAndSoDoesANamespaceThatItsContentsOwn() {
    put(A, "a", "b");
    put(B, "b", "a");
    put(C, "c", "c");
    put(NAMESPACE, "n", "d");
    put("/registry/configmaps/team/d", "d");

    assertThat(delete(A, B, C, NAMESPACE, "/registry/configmaps/team/d"))
        .containsOnly(
            Map.entry(A, Outcome.HAS_DEPENDENTS),
            Map.entry(B, Outcome.HAS_DEPENDENTS),
            Map.entry(C, Outcome.DELETED),
            Map.entry(NAMESPACE, Outcome.HAS_DEPENDENTS),
            Map.entry("/registry/configmaps/team/d", Outcome.HAS_DEPENDENTS));
  }

  @Test
  void aNamespaceGoesAfterTheContentsThatOwnAnotherOne() {
    String other = "/registry/namespaces/other";
    limits = withWrites(2);
    anew();
    put(NAMESPACE, "n");
    put(other, "o", "a");
    put(A, "a");

    assertThat(delete(NAMESPACE, other, A)).values().containsOnly(Outcome.DELETED);
    assertThat(deletions()).containsExactly(other, A, NAMESPACE);
  }

  @Test
  void aDependentThatComesWhileTheTargetIsReadIsSeen() {
    limits = pagesOf(1);
    anew();
    String late = "/registry/configmaps/team/0";
    put(A, "a");
    put(B, "b");
    int[] asked = {0};
    whilePressed =
        () -> {
          if (++asked[0] == 3) {
            put(late, "late", "a");
          }
        };

    assertThat(delete(A)).containsExactly(Map.entry(A, Outcome.HAS_DEPENDENTS));
    assertThat(asked[0]).isGreaterThan(3);
  }

  @Test
  void aKeyThatChangesBetweenTheLastLookAndTheTxnStaysAndSoDoesWhatItHangsOn() {
    put(A, "a");
    put(B, "b", "a");
    put(C, "c");
    beforeTxn = once(() -> put(B, "b", "a"));

    assertThat(delete(A, B, C))
        .containsOnly(
            Map.entry(A, Outcome.HAS_DEPENDENTS),
            Map.entry(B, Outcome.CHANGED),
            Map.entry(C, Outcome.DELETED));
    assertThat(has(A) && has(B)).isTrue();
  }
}
