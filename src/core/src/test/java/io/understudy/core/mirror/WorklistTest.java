package io.understudy.core.mirror;

import static io.understudy.core.mirror.Samples.facts;
import static io.understudy.core.mirror.Samples.key;
import static io.understudy.core.mirror.Samples.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorklistTest {

  private static final Bytes NAMESPACE = Bytes.utf8("/registry/namespaces/ns");
  private static final Bytes OWNER = key("configmaps/owner");
  private static final Bytes DEPENDENT = key("configmaps/dependent");
  private static final Bytes DEPLOYMENT = key("deployments/d");
  private static final Bytes GONE = key("configmaps/gone");

  private final RegistryIndex index = new RegistryIndex(true);
  private final Worklist worklist = new Worklist(index);

  @BeforeEach
  void everythingIsInTheIndex() {
    worklist.ownersKnown();
  }

  @Test
  void whatHasOwnersWaitsUntilAllObjectsAreKnown() {
    Worklist walking = new Worklist(index);
    source(DEPENDENT, "d", "o");
    walking.add(DEPENDENT);
    assertThat(walking.ready()).isEmpty();

    source(OWNER, "o");
    walking.ownersKnown();
    assertThat(walking.ready()).containsExactly(DEPENDENT);
  }

  private void source(Bytes key, String uid, String... owners) {
    index.apply(List.of(new RegistryIndex.Change.Put(facts(object(key, uid, 1, owners)))));
  }

  private void leave(Bytes key, String uid, boolean returns, String... owners) {
    worklist.leave(key, facts(object(key, uid, 1, owners)), returns);
  }

  @Test
  void aKeyIsPendingUntilItIsSettled() {
    source(OWNER, "o");
    assertThat(worklist.isEmpty()).isTrue();

    worklist.add(OWNER);
    worklist.add(OWNER);
    assertThat(worklist.size()).isEqualTo(1);
    assertThat(worklist.ready()).containsExactly(OWNER);
    assertThat(index.isUnsettled(OWNER)).isTrue();

    worklist.settled(OWNER);
    worklist.settled(OWNER);
    assertThat(worklist.isEmpty()).isTrue();
    assertThat(worklist.isReady(OWNER)).isFalse();
    assertThat(index.isUnsettled(OWNER)).isFalse();
  }

  @Test
  void whatIsShownWaitsForItsOwner() {
    source(OWNER, "o");
    source(DEPENDENT, "x", "o");
    worklist.add(DEPENDENT);
    worklist.add(OWNER);

    assertThat(worklist.ready()).containsExactly(OWNER);
    assertThat(worklist.waiting()).containsExactly(DEPENDENT);
    worklist.settled(OWNER);
    assertThat(worklist.ready()).containsExactly(DEPENDENT);
  }

  @Test
  void whatIsParkedOrGoneWaitsForNobody() {
    source(DEPLOYMENT, "d", "nobody");
    worklist.add(DEPLOYMENT);
    worklist.add(GONE);

    assertThat(worklist.ready()).containsExactly(DEPLOYMENT, GONE);
  }

  @Test
  void whatIsShownWaitsForItsNamespaceAndItsDefinition() {
    Bytes definition =
        Bytes.utf8("/registry/apiextensions.k8s.io/customresourcedefinitions/boxes.example.com");
    Bytes box = Bytes.utf8("/registry/example.com/boxes/ns/b");
    source(NAMESPACE, "n");
    source(definition, "def");
    source(box, "b");
    worklist.add(box);
    worklist.add(NAMESPACE);
    worklist.add(definition);

    assertThat(worklist.hasRanked()).isTrue();
    assertThat(worklist.waitsForHome(box)).isTrue();
    worklist.settled(NAMESPACE);
    assertThat(worklist.isReady(box)).isFalse();
    worklist.settled(definition);
    assertThat(worklist.hasRanked()).isFalse();
    assertThat(worklist.ready()).containsExactly(box);
  }

  @Test
  void aNamespaceThatDoesNotExistHoldsNothingUp() {
    source(OWNER, "o");
    source(Bytes.utf8("/registry/namespaces/another"), "n");
    worklist.add(OWNER);
    worklist.add(Bytes.utf8("/registry/namespaces/another"));

    assertThat(worklist.isReady(OWNER)).isTrue();
  }

  @Test
  void whatLeavesIsNotReadyAndGoesDependentsFirst() {
    leave(OWNER, "o", false);
    leave(DEPENDENT, "x", false, "o");
    leave(NAMESPACE, "n", false);

    assertThat(worklist.isLeaving()).isTrue();
    assertThat(worklist.anyReturns()).isFalse();
    assertThat(worklist.ready()).isEmpty();
    assertThat(worklist.waiting()).isEmpty();
    assertThat(worklist.size()).isEqualTo(3);
    assertThat(worklist.leavingOrder()).containsExactly(DEPENDENT, OWNER, NAMESPACE);
  }

  @Test
  void whatHasLeftAndReturnsIsPendingStill() {
    source(OWNER, "second-life");
    leave(OWNER, "o", true);
    assertThat(worklist.anyReturns()).isTrue();
    assertThat(worklist.returns(OWNER)).isTrue();
    assertThat(worklist.isReady(OWNER)).isFalse();

    worklist.hasLeft(OWNER);

    assertThat(worklist.isLeaving()).isFalse();
    assertThat(worklist.leavingOrder()).isEmpty();
    assertThat(worklist.returns(OWNER)).isFalse();
    assertThat(worklist.ready()).containsExactly(OWNER);
  }

  @Test
  void whatIsSettledLeavesNoMore() {
    leave(OWNER, "o", false);

    worklist.settled(OWNER);

    assertThat(worklist.isLeaving()).isFalse();
    assertThat(worklist.isEmpty()).isTrue();
  }

  @Test
  void aDependentHangsOnAnOwnerThatLeaves() {
    leave(OWNER, "o", true);

    assertThat(worklist.hangsOnLeaving(facts(object(DEPENDENT, "x", 1, "o")))).isTrue();
    assertThat(worklist.hangsOnLeaving(facts(object(DEPENDENT, "x", 1, "second-life")))).isFalse();
    worklist.hasLeft(OWNER);
    assertThat(worklist.hangsOnLeaving(facts(object(DEPENDENT, "x", 1, "o")))).isFalse();
  }

  @Test
  void contentsHangOnANamespaceThatLeaves() {
    leave(NAMESPACE, "n", true);

    assertThat(worklist.hangsOnLeaving(facts(object(DEPENDENT, "x", 1)))).isTrue();
  }

  @Test
  void anObjectThatIsToLeaveInAnotherLifeIsThereOnce() {
    leave(OWNER, "first", true);
    leave(OWNER, "second", false);

    assertThat(worklist.leavingOrder()).containsExactly(OWNER);
    assertThat(worklist.hangsOnLeaving(facts(object(DEPENDENT, "x", 1, "first")))).isFalse();
    assertThat(worklist.hangsOnLeaving(facts(object(DEPENDENT, "x", 1, "second")))).isTrue();
    assertThat(worklist.returns(OWNER)).isFalse();
  }

  @Test
  void anObjectThatTheSourceDeletedMeanwhileIsKnownByKeyAndUid() {
    source(GONE, "g");
    Life life = Objects.requireNonNull(index.life(GONE));

    worklist.withdraw(GONE, life);

    assertThat(worklist.isWithdrawn(facts(object(GONE, "g", 5)))).isTrue();
    assertThat(worklist.isWithdrawn(facts(object(GONE, "another", 5)))).isFalse();
    assertThat(worklist.isWithdrawn(facts(object(OWNER, "g", 5)))).isFalse();
  }
}
