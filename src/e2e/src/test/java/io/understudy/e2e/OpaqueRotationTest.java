package io.understudy.e2e;

import static io.understudy.e2e.Values.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.check.CheckMode;
import io.understudy.core.check.Checker;
import io.understudy.core.check.DifferenceKind;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.Encryptor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Objects that could be read until the primary began to encrypt them, or took another key, where no
 * configuration is given: mirrors and checks, old ones and new ones, see them alike.
 */
class OpaqueRotationTest {

  private static final Rules RULES = TwoEtcds.profile("live-standby");
  private static final CheckMode FULL = new CheckMode(true, true);
  private static final Encryptor FIRST = Encryptor.of("aescbc", "first", 32, 1);
  private static final Encryptor NEXT = Encryptor.of("secretbox", "next", 32, 2);

  private final TwoEtcds etcds = new TwoEtcds();

  /** Owned by what is parked. */
  private Bytes owned;

  /** Owned by the one above. */
  private Bytes below;

  private Bytes free;

  @BeforeEach
  void objects() {
    put(etcds.source(), "namespaces/team", "Namespace", "team");
    put(etcds.source(), "deployments/team/web", "Deployment", "web");
    owned = put(etcds.source(), "secrets/team/owned", "Secret", "owned", "web");
    free = put(etcds.source(), "secrets/team/free", "Secret", "free");
    below = Values.key("configmaps/team/below");
    String value = Values.object("ConfigMap", "below", "owned").utf8();
    etcds.source().put(below, Bytes.utf8(value.replace("\"kind\":\"X\"", "\"kind\":\"Secret\"")));
  }

  @AfterEach
  void close() {
    etcds.close();
  }

  @Test
  void allReadersAgreeThroughRotationsAndRestarts() {
    try (Checks checks = new Checks(etcds, Classifier.of(RULES))) {
      Checker old = checks.checker();
      Checker listing = checks.listing();
      try (RunningMirror mirror = etcds.mirror(RULES)) {
        mirror.awaitEvent("sound");
        etcds.awaitEqual();
        assertConsistent(old, listing, checks.checker());

        seal(FIRST);
        etcds.awaitEqual();
        assertParked();
        assertConsistent(old, listing, checks.checker());
      }
      try (RunningMirror mirror = etcds.mirror(RULES)) {
        mirror.awaitEvent("sound");
        etcds.awaitEqual();
        assertParked();
        assertConsistent(old, listing, checks.checker());

        seal(NEXT);
        etcds.awaitEqual();
        assertParked();
        assertConsistent(old, listing, checks.checker());
      }
    }
  }

  @Test
  void whatIsDamagedIsStillFoundWhereItIsKept() {
    try (Checks checks = new Checks(etcds, Classifier.of(RULES))) {
      try (RunningMirror mirror = etcds.mirror(RULES)) {
        mirror.awaitEvent("sound");
        seal(FIRST);
        etcds.awaitEqual();
      }
      Bytes plain = Values.object("Secret", "owned", "web");
      Bytes parked = TwoEtcds.KEYS.parked(owned);
      Bytes rightly = etcds.target().get(parked).map(KeyValue::value).orElseThrow();

      etcds.target().put(parked, NEXT.seal(owned, plain));
      assertThat(Checks.run(checks.checker()).lines())
          .containsExactly(Checks.line(owned, DifferenceKind.DIFFERENT, true));

      etcds.target().put(parked, rightly);
      etcds.target().put(owned, rightly);
      assertThat(Checks.run(checks.checker()).lines())
          .contains(Checks.line(owned, DifferenceKind.SURPLUS, true));

      etcds.target().delete(owned);
      etcds.target().delete(parked);
      assertThat(Checks.run(checks.checker()).lines())
          .contains(Checks.line(owned, DifferenceKind.MISSED, false));
    }
  }

  private void seal(Encryptor encryptor) {
    etcds.source().put(owned, encryptor.seal(owned, Values.object("Secret", "owned", "web")));
    etcds.source().put(free, encryptor.seal(free, Values.object("Secret", "free")));
  }

  private void assertParked() {
    assertThat(List.of(owned, below)).allMatch(etcds::isParked);
    assertThat(etcds.targetHas(free)).isTrue();
  }

  private static void assertConsistent(Checker... checkers) {
    for (Checker checker : checkers) {
      assertThat(Checks.run(checker).lines()).isEmpty();
      assertThat(Checks.run(checker, FULL).lines()).isEmpty();
    }
  }
}
