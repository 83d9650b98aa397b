package io.understudy.core.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.OwnerReference;
import io.understudy.core.registry.StoredObject;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.RuleFile;
import io.understudy.core.scope.Rules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactsTest {

  private static final Rules RULES =
      RuleFile.parse(
          """
          version: 1
          extends: none
          rules:
          - name: kept
            match: {resource: kept}
            place: mirror
            regardlessOfOwners: true
            reason: it is shown whatever happens to its owners
          - name: parked
            match: {key: "*parked*"}
            place: park
            reason: it must not act early
          """,
          "facts.yaml",
          Rules.Options.DEFAULT);

  private static final OwnerReference OWNER =
      new OwnerReference("apps/v1", "Deployment", "web", "11111111-2222-3333-4444-555555555555");

  private static Facts facts(String key, Bytes value) {
    return Facts.of(RULES.classify(new KeyValue(Bytes.utf8(key), value, 1, 1, 1, 0)));
  }

  @Test
  void anObjectIsKnownByItsUidAndItsOwners() {
    StoredObject object = new StoredObject("v1", "ConfigMap", "ns", "cfg").owner(OWNER);

    Facts facts = facts("/registry/configmaps/ns/cfg", object.protobuf());

    assertThat(facts.uid()).isEqualTo(Id.ofUid("uid-of-cfg"));
    assertThat(facts.opaque()).isFalse();
    assertThat(facts.owners())
        .containsExactly(
            new Facts.Owner(Id.ofUid(OWNER.uid()), Id.ofName("deployment", "ns", "web")));
    assertThat(facts.own()).isEqualTo(Placement.MIRROR);
    assertThat(facts).isEqualTo(facts("/registry/configmaps/ns/cfg", object.json()));
  }

  @Test
  void anOwnerNamedTwiceIsOneOwner() {
    StoredObject object =
        new StoredObject("v1", "ConfigMap", "ns", "cfg").owner(OWNER).owner(OWNER);

    assertThat(facts("/registry/configmaps/ns/cfg", object.json()).owners()).hasSize(1);
  }

  @Test
  void theRulesSayWhereItBelongsAndWhetherOwnersMatter() {
    Bytes value = new StoredObject("v1", "Thing", "ns", "a").json();

    assertThat(facts("/registry/kept/ns/a", value).regardlessOfOwners()).isTrue();
    assertThat(facts("/registry/configmaps/ns/a", value).regardlessOfOwners()).isFalse();
    assertThat(facts("/registry/configmaps/ns/parked", value).own()).isEqualTo(Placement.PARK);
  }

  @Test
  void aKeyWithoutALeadingSlashHasNoPlaceToBeParkedAt() {
    assertThat(facts("parked", Bytes.utf8("x")).own()).isEqualTo(Placement.LEAVE_OUT);
  }

  @ParameterizedTest
  @CsvSource({
    "secrets/ns/a, secret, ns",
    "configmaps/ns/a, ConfigMap, ns",
    "ingress/ns/a, Ingress, ns",
    "networkpolicies/ns/a, NetworkPolicy, ns",
    "storageclasses/a, StorageClass, ''",
    "minions/a, Node, ''",
    "services/specs/ns/a, Service, ns",
    "example.com/boxes/ns/a, Box, ns",
    "example.com/branches/ns/a, Branch, ns",
    "leases/ns/a, Lease, ns",
  })
  void anEncryptedObjectIsKnownByTheKindItsKeyTells(String key, String kind, String namespace) {
    Facts facts = facts("/registry/" + key, Bytes.utf8("k8s:enc:aescbc:v1:key1:secret"));

    assertThat(facts.opaque()).isTrue();
    assertThat(facts.uid()).isEqualTo(Id.ofName(kind, namespace, "a"));
    assertThat(facts.owners()).isEmpty();
  }

  @Test
  void anEncryptedValueUnderAKeyOfNoKnownLayoutHasNoUid() {
    Facts facts = facts("/registry/x/y/z/too/deep", Bytes.utf8("k8s:enc:aescbc:v1:key1:secret"));

    assertThat(facts.opaque()).isTrue();
    assertThat(facts.uid()).isNull();
  }

  @Test
  void whatIsNoObjectHasNeitherUidNorOwners() {
    Facts facts = facts("/registry/configmaps/ns/a", Bytes.utf8("garbage"));

    assertThat(facts.uid()).isNull();
    assertThat(facts.opaque()).isFalse();
    assertThat(facts.owners()).isEmpty();
    assertThat(facts.own()).isEqualTo(Placement.MIRROR);
  }
}
