package io.understudy.core.explain;

import static io.understudy.core.explain.Objects.configMap;
import static io.understudy.core.explain.Objects.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.encryption.BothEnds;
import io.understudy.core.encryption.EncryptionConfiguration;
import io.understudy.core.explain.Cause.WrittenOnStandby;
import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Placement;
import io.understudy.testkit.Encryptor;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each difference is made as it comes about, on both sides, and explained. */
abstract class ExplainerCase extends LeasesExplainedCase {

  @Test
  void valuesThatFallUnderDifferentRulesAreOutOfScopeOnOneSide() {
    onSource(Txn.put(SOME, configMap("a", "some").labelled("stay", "home").value()));
    onTarget(Txn.put(SOME, configMap("a", "some").value()));

    assertThat(explain(difference(Difference.Kind.SURPLUS, SOME)))
        .isInstanceOfSatisfying(
            Cause.OutOfScope.class,
            cause -> {
              assertThat(cause.source())
                  .isEqualTo(new Cause.OutOfScope.Side("by-label", Placement.LEAVE_OUT));
              assertThat(cause.target().placement()).isEqualTo(Placement.MIRROR);
              assertThat(cause.target().rule()).isNotEqualTo("by-label");
              assertThat(cause.text()).contains("rule 'by-label' (leave-out)");
            });
  }

  @Test
  void anObjectThatIsTooLargeIsBlocked() {
    Bytes value = configMap("a", "some").saying("x".repeat(2_000)).value();
    onSource(Txn.put(SOME, value));
    byMirror(KEYS.checkpoint(), Txn.delete(SOME));
    TargetLimit limit = new TargetLimit(TargetLimit.RESERVE_BYTES + 1_000);
    Explainer explainer = new Explainer(source(), target(), KEYS, classifier(), limit);

    Cause cause = explainer.explain(missed(SOME));

    explained.add(cause);
    assertThat(cause).isEqualTo(new Cause.Blocked(value.length(), 1_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"MISSED", "DIFFERENT", "SURPLUS"})
  void whatIsEqualAtALaterPairWasOnItsWay(Difference.Kind kind) {
    Bytes value = configMap("a", "some").value();
    boolean isSurplus = kind == Difference.Kind.SURPLUS;
    onSource(isSurplus ? Txn.delete(SOME) : Txn.put(SOME, value));
    byMirror(
        KEYS.checkpoint(),
        kind == Difference.Kind.MISSED
            ? Txn.delete(SOME)
            : Txn.put(SOME, configMap("a", "some").saying("older").value()));
    Difference difference = difference(kind, SOME);
    assertThat(explain(difference)).isInstanceOf(Cause.Unknown.class);

    byMirror(KEYS.checkpoint(), isSurplus ? Txn.delete(SOME) : Txn.put(SOME, value));

    assertThat(explain(difference))
        .isEqualTo(new Cause.InFlight(revision(source()), revision(target())));
  }

  @Test
  void aValueOfAnUnknownKeyCannotBeCompared() {
    Bytes secret = Bytes.utf8("/registry/secrets/a/s");
    Bytes plaintext = object("v1", "Secret", "a", "s", "uid-of-s").value();
    Encryptor encryptor = Encryptor.of("aesgcm", "key7", 32, 3);
    onSource(Txn.put(secret, plaintext));
    onTarget(Txn.put(secret, encryptor.seal(secret, plaintext)));

    assertThat(explain(different(secret)))
        .isEqualTo(new Cause.CannotCompare("target", "aesgcm", "key7"));

    onSource(Txn.put(secret, Bytes.utf8("k8s:enc:kms:v2:vault:sealed")));
    Cause kms = explain(different(secret));
    assertThat(kms).isEqualTo(new Cause.CannotCompare("source", "kms", "vault"));
    assertThat(kms.text()).doesNotContain("sealed");
  }

  @Test
  void withItsKeyAnEncryptedValueIsReadForOwnersAndManagers() {
    Bytes secret = Bytes.utf8("/registry/secrets/a/s");
    Objects before = object("v1", "Secret", "a", "s", "uid-of-s");
    Encryptor encryptor = Encryptor.of("aesgcm", "key7", 32, 3);
    mirrored(secret, before.value());
    before.saying("other").managedBy("operator", "Update", "2026-01-02T00:00:00Z");
    onTarget(Txn.put(secret, encryptor.seal(secret, before.value())));
    String yaml = Encryptor.configuration(encryptor);
    var configuration = Optional.of(EncryptionConfiguration.parse(yaml, "test"));
    Classifier opening = new Classifier(RULES, new BothEnds(Optional.empty(), configuration));

    Cause cause =
        new Explainer(source(), target(), KEYS, opening, limit()).explain(different(secret));

    explained.add(cause);
    assertThat(((WrittenOnStandby) cause).by().orElseThrow().name()).isEqualTo("operator");
  }
}
