package io.understudy.core.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpaquePlaceTest {

  private static final Bytes SEALED = Bytes.utf8("k8s:enc:aescbc:v1:key:sealed");

  private static Facts facts(Rules rules, String key, Bytes value) {
    KeyValue kv = new KeyValue(Bytes.utf8("/registry/" + key), value, 1, 1, 1, 0);
    return Facts.of(Classifier.of(rules).classify(kv));
  }

  @ParameterizedTest
  @CsvSource({
    "live-standby, secrets/team/s, true",
    "live-standby, deployments/team/web, false",
    "live-standby, pods/team/web, false",
    "live-standby, clusterroles/reader, true",
    "everything, secrets/team/s, false"
  })
  void whatOwnersOrLabelsCouldPlaceOtherwiseIsUndecided(
      String profile, String key, boolean undecided) {
    Rules rules = Rules.profile(profile, Rules.Options.DEFAULT);

    assertThat(OpaquePlace.isUndecided(facts(rules, key, SEALED), 0, rules)).isEqualTo(undecided);
    assertThat(OpaquePlace.isUndecided(facts(rules, key, SEALED).blockedIf(true), 0, rules))
        .as("too large for every place")
        .isFalse();
  }

  @Test
  void whatCanBeReadIsDecided() {
    Rules rules = Rules.profile("live-standby", Rules.Options.DEFAULT);
    Bytes plain = Bytes.utf8("{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{}}");

    assertThat(OpaquePlace.isUndecided(facts(rules, "secrets/team/s", plain), 0, rules)).isFalse();
  }

  @Test
  void itBelongsWhereTheTargetHasItAlone() {
    Facts facts = Things.encrypted("a", Placement.MIRROR);

    assertThat(OpaquePlace.kept(facts, false, true).own()).isEqualTo(Placement.PARK);
    assertThat(OpaquePlace.kept(facts, true, false).own()).isEqualTo(Placement.MIRROR);
    assertThat(OpaquePlace.kept(facts, true, true)).isSameAs(facts);
    assertThat(OpaquePlace.kept(facts, false, false)).isSameAs(facts);
  }
}
