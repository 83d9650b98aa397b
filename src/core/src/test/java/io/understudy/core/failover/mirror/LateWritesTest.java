package io.understudy.core.failover.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.failover.mirror.LateWrites.Late;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LateWritesTest {

  private final LateWrites late =
      new LateWrites(Classifier.of(Rules.profile("live-standby", Rules.Options.DEFAULT)));

  private static KeyValue kv(String key) {
    return new KeyValue(Bytes.utf8(key), Bytes.utf8("{}"), 1, 1, 1, 0);
  }

  private static Revision put(String key) {
    return new Revision(7, List.of(new Change.Put(kv(key))));
  }

  private static Revision delete(String key) {
    return new Revision(7, List.of(new Change.Delete(Bytes.utf8(key))));
  }

  @Test
  void whatIsMirroredOrParkedIsLateAndWhatIsLeftOutIsNot() {
    assertThat(late.in(put("/registry/configmaps/team/a"), key -> Optional.empty()))
        .contains(new Late(Bytes.utf8("/registry/configmaps/team/a"), 7, false));
    assertThat(late.in(put("/registry/deployments/team/a"), key -> Optional.empty())).isPresent();
    assertThat(late.in(put("/registry/leases/kube-node-lease/node"), key -> Optional.empty()))
        .isEmpty();
    assertThat(late.in(put("/understudy/global/term"), key -> Optional.empty())).isEmpty();
  }

  @Test
  void whatAFreezeLetsPassIsNotLateUnderAnyRules() {
    LateWrites everything =
        new LateWrites(Classifier.of(Rules.profile("everything", Rules.Options.DEFAULT)));

    assertThat(everything.in(put("/registry/leases/kube-node-lease/node"), key -> Optional.empty()))
        .isEmpty();
    assertThat(
            everything.in(
                delete("/registry/events/team/e"),
                key -> Optional.of(kv("/registry/events/team/e"))))
        .isEmpty();
    assertThat(everything.in(put("/registry/secrets/kube-system/s"), key -> Optional.empty()))
        .isPresent();
  }

  @Test
  void aDeletionIsJudgedByWhatWasThere() {
    assertThat(
            late.in(
                delete("/registry/configmaps/team/a"),
                key -> Optional.of(kv("/registry/configmaps/team/a"))))
        .hasValueSatisfying(
            found ->
                assertThat(found.text())
                    .isEqualTo("/registry/configmaps/team/a was deleted at revision 7"));
    assertThat(late.in(delete("/registry/leases/kube-node-lease/node"), key -> Optional.empty()))
        .isEmpty();
  }

  @Test
  void aDeletionOfWhichNothingIsLeftCounts() {
    assertThat(late.in(delete("/registry/configmaps/team/a"), key -> Optional.empty())).isPresent();
  }

  @Test
  void theFirstOfSeveralIsNamed() {
    Revision both =
        new Revision(
            8,
            List.of(
                new Change.Put(kv("/registry/leases/kube-system/one")),
                new Change.Put(kv("/registry/secrets/team/b")),
                new Change.Put(kv("/registry/secrets/team/c"))));

    assertThat(late.in(both, key -> Optional.empty()).map(found -> found.key().utf8()))
        .contains("/registry/secrets/team/b");
  }
}
