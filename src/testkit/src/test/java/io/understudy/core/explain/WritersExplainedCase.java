package io.understudy.core.explain;

import static io.understudy.core.explain.Objects.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.ForeignRecord;
import io.understudy.core.explain.Cause.WrittenOnStandby;
import io.understudy.core.explain.Cause.WrittenOnStandby.Proof;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.core.registry.FieldManager;
import io.understudy.testkit.Captures;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who wrote or deleted what the target has or lacks. */
abstract class WritersExplainedCase extends OwnersExplainedCase {

  @Test
  void whatWasWrittenOnTheStandbyIsToldWithItsManagerFromJson() {
    Objects before = configMap("a", "some").managedBy("argocd", "Apply", "2026-01-01T00:00:00Z");
    mirrored(SOME, before.value());
    before.saying("other").managedBy("kubectl-edit", "Update", "2026-01-02T00:00:00Z");
    long revision = onTarget(Txn.put(SOME, before.value()));

    Cause cause = explain(different(SOME));

    Instant at = Instant.parse("2026-01-02T00:00:00Z");
    assertThat(cause)
        .isEqualTo(
            new WrittenOnStandby(
                revision,
                false,
                Proof.HISTORY,
                Optional.of(new FieldManager("kubectl-edit", "Update", "", Optional.of(at)))));
    assertThat(cause.text()).contains("'kubectl-edit' (Update) at 2026-01-02T00:00:00Z");
  }

  @Test
  void whatWasWrittenOnTheStandbyIsToldWithItsManagerFromProtobuf() {
    Bytes key = Bytes.utf8("/registry/deployments/app-1/web");
    List<Bytes> states =
        Captures.changes().stream()
            .flatMap(revision -> revision.ops().stream())
            .filter(op -> op.key().equals(key) && op instanceof Captures.Op.Put)
            .map(op -> ((Captures.Op.Put) op).value())
            .toList();
    mirrored(key, states.getFirst());
    long revision = onTarget(Txn.put(key, states.getLast()));

    assertThat(explain(different(key)))
        .isInstanceOfSatisfying(
            WrittenOnStandby.class,
            written -> {
              assertThat(written.targetRevision()).isEqualTo(revision);
              assertThat(written.proof()).isEqualTo(Proof.HISTORY);
              assertThat(written.by())
                  .hasValueSatisfying(
                      manager -> {
                        assertThat(manager.name()).isEqualTo("kube-controller-manager");
                        assertThat(manager.operation()).isEqualTo("Update");
                        assertThat(manager.subresource()).isEqualTo("status");
                        assertThat(manager.at()).isPresent();
                      });
            });
  }

  @Test
  void aWritePastTheApiServerNamesNobody() {
    Objects before = configMap("a", "some").managedBy("argocd", "Apply", "2026-01-01T00:00:00Z");
    mirrored(SOME, before.value());
    long revision = onTarget(Txn.put(SOME, before.saying("other").value()));

    assertThat(explain(different(SOME)))
        .isEqualTo(new WrittenOnStandby(revision, false, Proof.HISTORY, Optional.empty()));
  }

  @Test
  void aSurplusKeyThatTheStandbyMadeIsToldWithItsManager() {
    onSource(Txn.delete(SOME));
    Objects theirs = configMap("a", "some").managedBy("operator", "Update", "2026-01-02T00:00:00Z");
    byMirror(KEYS.checkpoint(), Txn.delete(SOME));
    long revision = onTarget(Txn.put(SOME, theirs.value()));

    Cause cause = explain(difference(Difference.Kind.SURPLUS, SOME));

    assertThat(cause).isInstanceOf(WrittenOnStandby.class);
    assertThat(((WrittenOnStandby) cause).targetRevision()).isEqualTo(revision);
    assertThat(((WrittenOnStandby) cause).by().orElseThrow().name()).isEqualTo("operator");
  }

  @Test
  void aChangedParkedCopyIsToldToo() {
    onSource(Txn.put(SOME, configMap("a", "some").value()));
    byMirror(KEYS.checkpoint(), Txn.put(KEYS.parked(SOME), configMap("a", "some").value()));
    long revision =
        onTarget(Txn.put(KEYS.parked(SOME), configMap("a", "some").saying("other").value()));
    Difference difference =
        explainer()
            .read(SOME, Difference.Kind.DIFFERENT, true, revision(source()), revision(target()));

    assertThat(explain(difference))
        .isEqualTo(new WrittenOnStandby(revision, false, Proof.HISTORY, Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpoint", "copying", "lead"})
  void whatTheMirrorWroteItselfIsNotTakenForAnothers(String record) {
    onSource(Txn.put(SOME, configMap("a", "some").value()));
    byMirror(
        Bytes.utf8("/understudy/global/" + record),
        Txn.put(SOME, configMap("a", "some").saying("older").value()));

    assertThat(explain(different(SOME)))
        .isInstanceOfSatisfying(
            Cause.Unknown.class,
            unknown -> assertThat(unknown.text()).contains("the mirror wrote it last"));
  }

  @Test
  void whatSomebodyDeletedIsFoundInTheHistory() {
    mirrored(SOME, configMap("a", "some").value());
    for (int i = 0; i < 20; i++) {
      mirrored(OWNER, configMap("a", "owner").saying("a" + i).value());
    }
    long revision = onTarget(Txn.delete(SOME));
    for (int i = 0; i < 30; i++) {
      mirrored(OWNER, configMap("a", "owner").saying("b" + i).value());
    }

    assertThat(explain(missed(SOME))).isEqualTo(deletedAt(revision));
  }

  @Test
  void whatTheMirrorDeletedItselfIsNotTakenForAnothers() {
    mirrored(SOME, configMap("a", "some").value());
    byMirror(KEYS.checkpoint(), Txn.delete(SOME));

    assertThat(explain(missed(SOME)))
        .isInstanceOfSatisfying(
            Cause.Unknown.class,
            unknown -> assertThat(unknown.text()).contains("the mirror itself deleted it"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 30, 61})
  void whatSomebodyDeletedAfterACompactionIsFoundInWhatIsLeftOfHistory(int later) {
    mirrored(SOME, configMap("a", "some").value());
    for (int i = 0; i < 40; i++) {
      mirrored(OWNER, configMap("a", "owner").saying("a" + i).value());
    }
    compactTarget(revision(target()));
    long revision = onTarget(Txn.delete(SOME));
    for (int i = 0; i < later; i++) {
      mirrored(OWNER, configMap("a", "owner").saying("b" + i).value());
    }

    assertThat(explain(missed(SOME))).isEqualTo(deletedAt(revision));
  }

  @Test
  void aDeletionThatIsCompactedStaysUnknown() {
    mirrored(SOME, configMap("a", "some").value());
    onTarget(Txn.delete(SOME));
    mirrored(OWNER, owner.value());
    compactTarget(revision(target()));

    assertThat(explain(missed(SOME)))
        .isInstanceOfSatisfying(
            Cause.Unknown.class,
            unknown -> assertThat(unknown.text()).contains("history").contains("no owners"));
  }

  @Test
  void afterACompactionAForeignRecordTells() {
    mirrored(SOME, configMap("a", "some").value());
    long revision = onTarget(Txn.put(SOME, configMap("a", "some").saying("other").value()));
    byMirror(
        KEYS.checkpoint(),
        Txn.put(KEYS.foreign(SOME), new ForeignRecord(revision, Optional.empty()).toJson()));
    compactTarget(revision(target()));

    assertThat(explain(different(SOME)))
        .isEqualTo(new WrittenOnStandby(revision, false, Proof.FOREIGN_RECORD, Optional.empty()));
    byMirror(KEYS.checkpoint(), Txn.delete(KEYS.foreign(SOME)));
  }

  @Test
  void afterACompactionALaterManagerThanTheSourceKnowsTells() {
    Objects before = configMap("a", "some").managedBy("argocd", "Apply", "2026-01-01T00:00:00Z");
    mirrored(SOME, before.value());
    before.managedBy("kubectl-edit", "Update", "2026-01-02T00:00:00Z").saying("other");
    long revision = onTarget(Txn.put(SOME, before.value()));
    mirrored(OWNER, owner.value());
    compactTarget(revision(target()));

    assertThat(explain(different(SOME)))
        .isInstanceOfSatisfying(
            WrittenOnStandby.class,
            written -> {
              assertThat(written.proof()).isEqualTo(Proof.MANAGED_FIELDS);
              assertThat(written.targetRevision()).isEqualTo(revision);
            });
  }

  @Test
  void afterACompactionAnEarlierManagerTellsNothing() {
    Objects now = configMap("a", "some").managedBy("argocd", "Apply", "2026-01-03T00:00:00Z");
    onSource(Txn.put(SOME, now.value()));
    Objects earlier = configMap("a", "some").managedBy("old", "Apply", "2026-01-01T00:00:00Z");
    onTarget(Txn.put(SOME, earlier.value()));
    mirrored(OWNER, owner.value());
    compactTarget(revision(target()));

    assertThat(explain(different(SOME)))
        .isInstanceOfSatisfying(
            Cause.Unknown.class, unknown -> assertThat(unknown.text()).contains("compacted"));
  }
}
