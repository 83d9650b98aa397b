package io.understudy.core.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ScopeRecord;
import io.understudy.core.control.TermRecord;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Id;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.scope.Rules;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GarbageTest {

  private static final Rules RULES = Rules.profile("live-standby", Rules.Options.DEFAULT);
  private static final KeyValue SCOPE = scope(RULES.text());

  private static final String SET = "/registry/replicasets/a/shop-1";
  private static final String CONFIG = "/registry/configmaps/a/shop-1";
  private static final String GONE = "/registry/deployments/a/shop";
  private static final String GONE_TOO = "/registry/deployments/a/store";

  @Test
  void whatHungOnOneOwnerThatIsGoneIsGarbageAndWhatHangsOnThat() {
    ParkedObject set = object(SET, GONE);
    ParkedObject config = object(CONFIG, SET);

    assertThat(Garbage.among(List.of(config, set), keys(set, config))).containsExactly(config, set);
  }

  @Test
  void anOwnerThatIsParkedForAnotherReasonHoldsItsDependents() {
    ParkedObject set = object(SET);
    ParkedObject config = object(CONFIG, SET);

    assertThat(Garbage.among(List.of(config, set), keys(config))).isEmpty();
  }

  @Test
  void ofSeveralOwnersOneMayHaveBeenLeftOut() {
    ParkedObject set = object(SET, GONE, GONE_TOO);

    assertThat(Garbage.among(List.of(set), keys(set))).isEmpty();
  }

  @Test
  void whatOwnsItselfIsNone() {
    ParkedObject set = object(SET, CONFIG);
    ParkedObject config = object(CONFIG, SET);

    assertThat(Garbage.among(List.of(set, config), keys(set, config))).isEmpty();
  }

  @Test
  void whatARulePlacesRegardlessOfItsOwnersIsNone() {
    ParkedObject kept = parked(SET, true, GONE);

    assertThat(Garbage.among(List.of(kept), keys(kept))).isEmpty();
  }

  @Test
  void onlyASiteThatEqualledItsSourceUnderTheseRulesCanTell() {
    TermRecord equal = promoted(Checkpoint.Phase.TAIL, false);
    assertThat(Garbage.canBeTold(equal, SCOPE, RULES)).isTrue();

    assertThat(Garbage.canBeTold(promoted(Checkpoint.Phase.COPY, false), SCOPE, RULES)).isFalse();
    assertThat(Garbage.canBeTold(promoted(Checkpoint.Phase.TAIL, true), SCOPE, RULES)).isFalse();
    assertThat(Garbage.canBeTold(TermRecord.none(), SCOPE, RULES)).isFalse();
    assertThat(Garbage.canBeTold(equal, null, RULES)).isFalse();
    assertThat(Garbage.canBeTold(equal, scope("other rules"), RULES)).isFalse();
    assertThat(Garbage.canBeTold(equal, scope("older rules", RULES.text()), RULES)).isFalse();
    KeyValue damaged = new KeyValue(Bytes.utf8("scope"), Bytes.utf8("{"), 1, 1, 1, 0);
    assertThat(Garbage.canBeTold(equal, damaged, RULES)).isFalse();
  }

  private static KeyValue scope(String... texts) {
    Bytes record = new ScopeRecord(List.of(texts)).toJson();
    return new KeyValue(Bytes.utf8("scope"), record, 1, 1, 1, 0);
  }

  private static TermRecord promoted(Checkpoint.Phase phase, boolean inParts) {
    return new TermRecord(
        TermRecord.Role.PROMOTED,
        3,
        "operator",
        Instant.EPOCH,
        "switchover",
        null,
        new TermRecord.Claim(7, 40, 90, phase, inParts, null));
  }

  private static Set<Bytes> keys(ParkedObject... objects) {
    return Arrays.stream(objects).map(ParkedObject::key).collect(Collectors.toSet());
  }

  private static ParkedObject object(String key, String... owners) {
    return parked(key, false, owners);
  }

  private static ParkedObject parked(String key, boolean regardless, String... owners) {
    var parsed = RegistryKeys.parse(Bytes.utf8(key));
    Stage stage = Stage.of(parsed);
    return new ParkedObject(
        Bytes.utf8(key),
        1,
        1,
        100,
        stage,
        stage.depth(parsed),
        uid(key),
        false,
        Arrays.stream(owners)
            .map(owner -> new Facts.Owner(uid(owner), uid("name " + owner)))
            .toList(),
        regardless,
        null,
        false);
  }

  private static Id uid(String key) {
    return Id.ofUid("uid of " + key);
  }
}
