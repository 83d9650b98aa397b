package io.understudy.sync.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.Captures;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ExplainerTest {

  private static final ControlKeys KEYS = new ControlKeys("global");

  private final ModelEtcd source = new ModelEtcd(new ModelStore(1));
  private final ModelEtcd target = new ModelEtcd(new ModelStore(2));
  private final Rules rules = Rules.profile("live-standby", Rules.Options.DEFAULT);
  private final Explainer explainer =
      new Explainer(source, target, KEYS, Classifier.of(rules), new TargetLimit(1 << 20));

  @Test
  void everyObjectOfARealRegistryIsPlacedAsTheMirrorPlacesIt() {
    RegistryIndex index = new RegistryIndex(rules.followOwners());
    List<KeyValue> registry = Captures.registry(Captures.REGISTRY);
    for (KeyValue kv : registry) {
      put(source, kv.key(), kv.value());
      index.apply(List.of(new RegistryIndex.Change.Put(Facts.of(rules.classify(unleased(kv))))));
    }

    for (KeyValue kv : registry) {
      Explanation explanation = explainer.explain(kv.key()).orElseThrow();
      String placed = index.life(kv.key()).placement().name();
      assertThat(explanation.placement())
          .as(explanation.key())
          .isEqualTo(placed.toLowerCase(Locale.ROOT).replace('_', '-'));
      assertThat(explanation.why()).as(explanation.key()).isNotBlank();
      assertThat(explanation.owners())
          .as("owners of %s", explanation.key())
          .allSatisfy(owner -> assertThat(owner.key()).isNotNull());
    }
  }

  @Test
  void aDependentOfAParkedOwnerIsParkedAndTheOwnersAreNamed() {
    List<KeyValue> registry = Captures.registry(Captures.REGISTRY);
    registry.forEach(kv -> put(source, kv.key(), kv.value()));

    Explanation deepest =
        registry.stream()
            .map(kv -> explainer.explain(kv.key()).orElseThrow())
            .max(Comparator.comparingInt(explanation -> explanation.owners().size()))
            .orElseThrow();

    assertThat(deepest.owners().size()).isGreaterThan(3);
  }

  @Test
  void anOwnerThatIsNotThereParksItsDependent() {
    Bytes key = Bytes.utf8("/registry/configmaps/ns/dependent");
    put(source, key, json("ConfigMap", "dependent", "v1", "Secret", "gone"));

    Explanation explanation = explainer.explain(key).orElseThrow();

    assertThat(explanation.placement()).isEqualTo("park");
    assertThat(explanation.rule().placement()).isEqualTo("mirror");
    assertThat(explanation.why()).contains("Secret gone (not in the source)");
    assertThat(explanation.owners()).singleElement().matches(owner -> owner.key() == null);
  }

  @Test
  void saysWhereTheObjectIsOnTheTargetAndWhetherItIsEqual() {
    Bytes key = Bytes.utf8("/registry/secrets/ns/a");
    put(source, key, Bytes.utf8("value"));
    assertThat(target(key)).isEqualTo(new Explanation.Target("absent", null, null));

    put(target, KEYS.parked(key), Bytes.utf8("value"));
    assertThat(target(key).where()).isEqualTo("parked");
    assertThat(target(key).equal()).isTrue();

    put(target, key, Bytes.utf8("other"));
    assertThat(target(key).where()).isEqualTo("both");
    assertThat(target(key).equal()).isFalse();
  }

  @Test
  void knowsNothingOfAKeyThatTheSourceLacks() {
    assertThat(explainer.explain(Bytes.utf8("/registry/secrets/ns/none"))).isEmpty();
  }

  private Explanation.Target target(Bytes key) {
    return explainer.explain(key).orElseThrow().target();
  }

  private static Bytes json(
      String kind, String name, String ownerVersion, String ownerKind, String owner) {
    return Bytes.utf8(
        """
        {"apiVersion":"v1","kind":"%s","metadata":{"name":"%s","namespace":"ns","uid":"u-%s",
        "ownerReferences":[{"apiVersion":"%s","kind":"%s","name":"%s","uid":"u-%s"}]}}
        """
            .formatted(kind, name, name, ownerVersion, ownerKind, owner, owner));
  }

  private static KeyValue unleased(KeyValue kv) {
    return new KeyValue(
        kv.key(), kv.value(), kv.createRevision(), kv.modRevision(), kv.version(), 0);
  }

  private static void put(ModelEtcd etcd, Bytes key, Bytes value) {
    etcd.txn(new Txn(List.of(), List.of(Txn.put(key, value)))).await();
  }
}
