package io.understudy.core.gc;

import static io.understudy.core.gc.HandMade.configMap;
import static io.understudy.core.gc.HandMade.object;
import static io.understudy.core.gc.HandMade.otherLife;
import static io.understudy.core.gc.HandMade.owner;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.gc.GcReport.Conclusion;
import io.understudy.core.port.Bytes;
import io.understudy.core.registry.OwnerReference;
import io.understudy.core.registry.StoredObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VisibleOwnersTest {

  private static final String DEPENDENT = "configmaps/a/dependent";

  private final HandMade registry = new HandMade().with("configmaps/a/one", configMap("a", "one"));

  @Test
  void anObjectWhoseOwnerIsThereIsKept() {
    registry.with(DEPENDENT, configMap("a", "dependent", configMap("one")));
    assertVerdict(GcVerdict.KEPT);
    assertThat(registry.now().isSafe()).isTrue();
    assertThat(registry.now().objects()).isEqualTo(2);
  }

  @Test
  void anObjectWithoutOwnersIsNotJudged() {
    assertThat(registry.counts()).isEmpty();
    assertThat(registry.now().isSafe()).isTrue();
  }

  @Test
  void anObjectWhoseOwnersAreAllAbsentWouldBeDeleted() {
    registry.with(DEPENDENT, configMap("a", "dependent", configMap("two"), configMap("three")));
    assertVerdict(GcVerdict.DELETED);
    assertThat(registry.now().conclusion()).isEqualTo(Conclusion.UNSAFE);
    assertThat(registry.now().unsafe()).isOne();
  }

  @Test
  void anObjectSomeOfWhoseOwnersAreAbsentWouldBePatched() {
    registry.with(DEPENDENT, configMap("a", "dependent", configMap("one"), configMap("two")));
    assertVerdict(GcVerdict.PATCHED);
    assertThat(registry.now().isSafe()).isFalse();
  }

  @Test
  void anOwnerThereUnderAnotherUidCountsAsAbsentAndApart() {
    registry.with(DEPENDENT, configMap("a", "dependent", otherLife(configMap("one"))));
    assertVerdict(GcVerdict.DELETED);
    assertThat(registry.now().otherUid()).isOne();
  }

  @Test
  void anOwnerOfANamespacedKindIsLookedUpInTheDependentsNamespaceAlone() {
    registry.with("configmaps/b/dependent", configMap("b", "dependent", configMap("one")));
    assertVerdict(GcVerdict.DELETED);
    assertThat(registry.now().otherUid()).isZero();
  }

  @Test
  void anOwnerOfAClusterScopedKindIsLookedUpWithoutANamespace() {
    registry.with("minions/n1", object("v1", "Node", "", "n1"));
    registry.with(DEPENDENT, configMap("a", "dependent", owner("v1", "Node", "n1")));
    registry.with("configmaps/a/other", configMap("a", "other", owner("v1", "Node", "n2")));
    assertThat(registry.counts()).isEqualTo(Map.of(GcVerdict.KEPT, 1L, GcVerdict.DELETED, 1L));
  }

  @Test
  void aClusterScopedObjectOfANamespacedOwnerIsNeverTouched() {
    registry.with("clusterroles/r", clusterRole(configMap("one")));
    assertVerdict(GcVerdict.INVALID);
    assertThat(registry.now().isSafe()).isTrue();
  }

  @Test
  void aClusterScopedObjectOfAnAbsentClusterScopedOwnerWouldBeDeleted() {
    registry.with("clusterroles/r", clusterRole(owner("v1", "Namespace", "gone")));
    assertVerdict(GcVerdict.DELETED);
  }

  @Test
  void anObjectThatIsBeingDeletedIsLeftToEnd() {
    registry.with(
        DEPENDENT, configMap("a", "dependent", configMap("two")).terminating().protobuf());
    assertVerdict(GcVerdict.TERMINATING);
    assertThat(registry.now().isSafe()).isTrue();
  }

  @Test
  void eventsAreNotCollected() {
    registry.with("events/a/e", object("v1", "Event", "a", "e", configMap("two")));
    assertThat(registry.counts()).isEmpty();
  }

  @Test
  void builtInOwnersAreFoundWhereTheirKindsAreStored() {
    HandMade stored = new HandMade();
    Map<String, OwnerReference> owners =
        Map.of(
            "services/specs/a/", owner("v1", "Service", "svc"),
            "services/endpoints/a/", owner("v1", "Endpoints", "ends"),
            "controllers/a/", owner("v1", "ReplicationController", "rc"),
            "ingress/a/", owner("networking.k8s.io/v1", "Ingress", "in"),
            "networkpolicies/a/", owner("networking.k8s.io/v1", "NetworkPolicy", "np"),
            "storageclasses/", owner("storage.k8s.io/v1", "StorageClass", "sc"),
            "apiregistration.k8s.io/apiservices/",
                owner("apiregistration.k8s.io/v1", "APIService", "v1.x"));
    owners.forEach(
        (folder, owner) -> {
          String namespace = folder.endsWith("/a/") ? "a" : "";
          stored.with(
              folder + owner.name(),
              object(owner.apiVersion(), owner.kind(), namespace, owner.name()));
          stored.with("secrets/a/of-" + owner.name(), secret("of-" + owner.name(), owner));
          stored.with(
              "secrets/a/lost-" + owner.name(),
              secret("lost-" + owner.name(), owner(owner.apiVersion(), owner.kind(), "lost")));
        });
    assertThat(stored.counts()).isEqualTo(Map.of(GcVerdict.KEPT, 7L, GcVerdict.DELETED, 7L));
  }

  @Test
  void aGroupThatDoesNotServeTheKindIsNotTakenForTheOneThatDoes() {
    registry.with(DEPENDENT, configMap("a", "dependent", owner("other/v1", "ConfigMap", "two")));
    assertVerdict(GcVerdict.UNRESOLVED);
  }

  @Test
  void ownersStoredAsJsonAreReadToo() {
    HandMade json = new HandMade().with("configmaps/a/one", configMap("a", "one").json());
    json.with(DEPENDENT, configMap("a", "dependent", configMap("one")).json());
    json.with("configmaps/a/lost", configMap("a", "lost", configMap("two")).json());
    assertThat(json.counts()).isEqualTo(Map.of(GcVerdict.KEPT, 1L, GcVerdict.DELETED, 1L));
  }

  @Test
  void whatCannotBeReadIsUnknownAndProvesNothing() {
    registry.encrypted("secrets/a/sealed").with("configmaps/a/broken", Bytes.utf8("{broken"));
    assertThat(registry.counts()).isEqualTo(Map.of(GcVerdict.UNKNOWN, 2L));
    assertThat(registry.now().conclusion()).isEqualTo(Conclusion.UNPROVEN);
    assertThat(registry.now().isSafe()).isFalse();
    assertThat(registry.now().withOwners()).isZero();
  }

  @Test
  void anOwnerWhoseUidCannotBeReadLeavesItsDependentUnknown() {
    registry.encrypted("secrets/a/sealed");
    registry.with(DEPENDENT, configMap("a", "dependent", owner("v1", "Secret", "sealed")));
    assertThat(registry.counts()).isEqualTo(Map.of(GcVerdict.UNKNOWN, 2L));
  }

  @Test
  void besideOneThatIsThereAnAbsentOwnerIsTakenAwayWhateverTheUnreadableOneIs() {
    registry.encrypted("secrets/a/sealed");
    registry.with(
        DEPENDENT,
        configMap(
            "a", "dependent", configMap("one"), configMap("two"), owner("v1", "Secret", "sealed")));
    assertThat(registry.now().count(GcVerdict.PATCHED)).isOne();
  }

  private static StoredObject secret(String name, OwnerReference owner) {
    return object("v1", "Secret", "a", name, owner);
  }

  private static StoredObject clusterRole(OwnerReference owner) {
    return object("rbac.authorization.k8s.io/v1", "ClusterRole", "", "r", owner);
  }

  private void assertVerdict(GcVerdict verdict) {
    assertThat(registry.counts()).isEqualTo(Map.of(verdict, 1L));
    assertThat(registry.afterUnpark().counts()).isEqualTo(Map.of(verdict, 1L));
  }
}
