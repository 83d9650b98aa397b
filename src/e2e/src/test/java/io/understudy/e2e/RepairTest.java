package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.control.RepairRequest;
import io.understudy.core.control.RepairRequest.Surplus;
import io.understudy.core.control.RepairResult;
import io.understudy.core.control.RepairResult.Outcome;
import io.understudy.core.mirror.Healing;
import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Revision;
import io.understudy.core.scope.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys that an operator names are recopied by a mirror that compares only once. */
class RepairTest {

  private static final Rules RULES = TwoEtcds.profile("acp-global");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Bytes NAMESPACE = Values.key("namespaces/team");
  private static final Bytes OWNER = Values.key("configmaps/team/owner");
  private static final Bytes MIDDLE = Values.key("configmaps/team/middle");
  private static final Bytes BOTTOM = Values.key("configmaps/team/bottom");
  private static final Bytes STATUS = Values.key("configmaps/team/status");
  private static final Bytes ABSENT = Values.key("configmaps/team/absent");
  private static final Bytes THEIRS = Values.key("configmaps/team/theirs");

  private final TwoEtcds etcds = new TwoEtcds();

  @AfterEach
  void close() {
    etcds.close();
  }

  @Test
  void whatSomebodyDeletedAndWhatTheStandbyReportsComesBackOwnersFirst() {
    etcds.source().put(NAMESPACE, Values.object("Namespace", "team"));
    put(OWNER, "owner", "");
    put(MIDDLE, "middle", "owner");
    put(BOTTOM, "bottom", "middle");
    etcds.source().put(STATUS, status("ours"));
    try (RunningMirror mirror = start()) {
      etcds.awaitEqual();
      mirror.awaitEvent("sound ");
      Stream.of(BOTTOM, MIDDLE, OWNER, NAMESPACE).forEach(etcds.target()::delete);
      etcds.target().put(STATUS, status("the standby's"));
      etcds.target().put(THEIRS, status("not ours"));

      RepairResult result = repair(BOTTOM, STATUS, ABSENT, THEIRS, MIDDLE);

      assertThat(outcome(result, BOTTOM)).isEqualTo(Outcome.REPAIRED);
      assertThat(outcome(result, MIDDLE)).isEqualTo(Outcome.REPAIRED);
      assertThat(outcome(result, OWNER)).isEqualTo(Outcome.REPAIRED_AS_OWNER);
      assertThat(outcome(result, NAMESPACE)).isEqualTo(Outcome.REPAIRED_AS_OWNER);
      assertThat(outcome(result, STATUS)).isEqualTo(Outcome.REPAIRED);
      assertThat(outcome(result, ABSENT)).isEqualTo(Outcome.NOT_IN_SOURCE);
      assertThat(outcome(result, THEIRS)).isEqualTo(Outcome.NOT_IN_SOURCE);
      assertThat(etcds.targetValue(STATUS)).contains(status("ours"));
      assertThat(etcds.targetHas(THEIRS)).isTrue();
      assertThat(putsSinceTheLastDeletion())
          .containsSubsequence(NAMESPACE, OWNER, MIDDLE, BOTTOM)
          .containsOnlyOnce(STATUS);
      assertThat(mirror.events().stream().filter(event -> event.startsWith("sound "))).hasSize(1);
    }
    etcds.replay(RULES);
  }

  @Test
  void whatIsEqualIsNotWritten() {
    put(OWNER, "owner", "");
    try (RunningMirror mirror = start()) {
      etcds.awaitEqual();
      mirror.awaitEvent("sound ");
      long before = etcds.target().get(OWNER).orElseThrow().modRevision();

      assertThat(outcome(repair(OWNER), OWNER)).isEqualTo(Outcome.EQUAL);

      assertThat(etcds.target().get(OWNER).orElseThrow().modRevision()).isEqualTo(before);
    }
    etcds.replay(RULES);
  }

  @Test
  void anotherObjectOnWhichOthersHangIsLeftToAResync() {
    put(OWNER, "owner", "");
    put(MIDDLE, "middle", "owner");
    try (RunningMirror mirror = start()) {
      etcds.awaitEqual();
      mirror.awaitEvent("sound ");
      etcds.target().put(OWNER, object("another", "owner", ""));
      etcds.target().delete(MIDDLE);

      RepairResult result = repair(OWNER, MIDDLE);

      assertThat(outcome(result, OWNER)).isEqualTo(Outcome.NEEDS_RESYNC);
      assertThat(outcome(result, MIDDLE)).isEqualTo(Outcome.OWNER_MISSING);
      assertThat(etcds.targetHas(MIDDLE)).isFalse();
    }
    etcds.replay(RULES);
  }

  @Test
  void aRequestThatWaitsIsDoneByTheNextLeader() {
    put(OWNER, "owner", "");
    try (RunningMirror mirror = start()) {
      etcds.awaitEqual();
      mirror.awaitEvent("sound ");
    }
    etcds.target().put(TwoEtcds.KEYS.repair(), request(OWNER).toJson());
    try (RunningMirror mirror = start()) {
      mirror.awaitEvent("sound ");
      assertThat(outcome(awaitResult(), OWNER)).isEqualTo(Outcome.EQUAL);
    }
    etcds.replay(RULES);
  }

  @Test
  void surplusKeysGoAsTheyWereConfirmedDependentsFirst() {
    Bytes namespace = Values.key("namespaces/theirs");
    Bytes owner = Values.key("configmaps/theirs/owner");
    Bytes middle = Values.key("configmaps/theirs/middle");
    Bytes bottom = Values.key("configmaps/theirs/bottom");
    Bytes edited = Values.key("configmaps/theirs/edited");
    put(OWNER, "owner", "");
    try (RunningMirror mirror = start()) {
      etcds.awaitEqual();
      mirror.awaitEvent("sound ");
      etcds.target().put(namespace, Values.object("Namespace", "theirs"));
      etcds.target().put(owner, object("uid-of-theirs", "theirs", ""));
      etcds.target().put(middle, object("uid-of-middle", "middle", "theirs"));
      etcds.target().put(bottom, object("uid-of-bottom", "bottom", "middle"));
      etcds.target().put(edited, object("uid-of-edited", "edited", ""));
      await().atMost(PATIENCE).until(() -> isForeign(namespace, owner, middle, bottom, edited));
      Surplus outdated = confirm(edited);
      etcds.target().put(edited, object("uid-of-edited", "edited", ""));

      RepairResult first =
          repair(confirm(namespace), confirm(owner), confirm(bottom), outdated, confirm(OWNER));

      assertThat(outcome(first, namespace)).isEqualTo(Outcome.HAS_DEPENDENTS);
      assertThat(outcome(first, owner)).isEqualTo(Outcome.HAS_DEPENDENTS);
      assertThat(outcome(first, bottom)).isEqualTo(Outcome.DELETED);
      assertThat(outcome(first, edited)).isEqualTo(Outcome.CHANGED);
      assertThat(outcome(first, OWNER)).isEqualTo(Outcome.IN_SOURCE);
      assertThat(etcds.targetHas(edited) && etcds.targetHas(OWNER)).isTrue();

      RepairResult all =
          repair(confirm(namespace), confirm(owner), confirm(middle), confirm(edited));

      assertThat(all.counts()).isEqualTo(Map.of(Outcome.DELETED, 4));
      assertThat(Stream.of(namespace, owner, middle, bottom, edited).anyMatch(etcds::targetHas))
          .isFalse();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  Stream.of(namespace, owner, middle, bottom, edited)
                      .map(TwoEtcds.KEYS::foreign)
                      .noneMatch(etcds::targetHas));
    }
    etcds.replay(RULES);
  }

  @Test
  void surplusKeysThatALeaderLeftAreDeletedByTheNextOne() {
    Bytes gone = Values.key("configmaps/team/gone");
    put(OWNER, "owner", "");
    etcds.target().put(THEIRS, object("uid-of-theirs", "theirs", ""));
    try (RunningMirror mirror = start()) {
      etcds.awaitEqual();
      mirror.awaitEvent("sound ");
    }
    RepairRequest request =
        new RepairRequest(
            "42", Instant.EPOCH, List.of(), List.of(new Surplus(gone.utf8(), 7), confirm(THEIRS)));
    etcds.target().put(TwoEtcds.KEYS.repair(), request.toJson());
    try (RunningMirror mirror = start()) {
      mirror.awaitEvent("sound ");
      RepairResult result = awaitResult();
      assertThat(outcome(result, THEIRS)).isEqualTo(Outcome.DELETED);
      assertThat(outcome(result, gone)).isEqualTo(Outcome.NOT_THERE);
      assertThat(etcds.targetHas(THEIRS)).isFalse();
    }
    etcds.replay(RULES);
  }

  private Surplus confirm(Bytes key) {
    return new Surplus(key.utf8(), etcds.target().get(key).orElseThrow().modRevision());
  }

  private boolean isForeign(Bytes... keys) {
    return Stream.of(keys).map(TwoEtcds.KEYS::foreign).allMatch(etcds::targetHas);
  }

  private RepairResult repair(Surplus... surplus) {
    RepairRequest request = new RepairRequest("42", Instant.EPOCH, List.of(), List.of(surplus));
    etcds.target().put(TwoEtcds.KEYS.repair(), request.toJson());
    return awaitResult();
  }

  private RepairResult repair(Bytes... keys) {
    etcds.target().put(TwoEtcds.KEYS.repair(), request(keys).toJson());
    return awaitResult();
  }

  private static RepairRequest request(Bytes... keys) {
    return new RepairRequest("42", Instant.EPOCH, Stream.of(keys).map(Bytes::utf8).toList());
  }

  private RepairResult awaitResult() {
    await().atMost(PATIENCE).until(() -> !etcds.targetHas(TwoEtcds.KEYS.repair()));
    return RepairResult.fromJson(etcds.targetValue(TwoEtcds.KEYS.repaired("42")).orElseThrow());
  }

  private static Outcome outcome(RepairResult result, Bytes key) {
    assertThat(result.outcomes()).containsKey(key.utf8());
    return result.outcomes().get(key.utf8());
  }

  /** Keys of the registry put on the target since the last of them was deleted, in order. */
  private List<Bytes> putsSinceTheLastDeletion() {
    List<Bytes> puts = new ArrayList<>();
    for (Revision revision : etcds.targetHistory().revisions()) {
      for (Revision.Change change : revision.changes()) {
        if (change.key().equals(NAMESPACE) && change instanceof Revision.Change.Delete) {
          puts.clear();
        } else if (change instanceof Revision.Change.Put
            && !change.key().startsWith(TwoEtcds.KEYS.prefix())
            && revision.changes().size() > 1) {
          puts.add(change.key());
        }
      }
    }
    return puts;
  }

  private void put(Bytes key, String name, String owner) {
    etcds.source().put(key, object("uid-of-" + name, name, owner));
  }

  private static Bytes object(String uid, String name, String owner) {
    String references =
        owner.isEmpty()
            ? ""
            : "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"%1$s\",\"uid\":\"uid-of-%1$s\"}"
                .formatted(owner);
    return Bytes.utf8(
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","namespace":"team",\
        "ownerReferences":[%s],"uid":"%s"}}"""
            .formatted(name, references, uid));
  }

  private static Bytes status(String status) {
    return Bytes.utf8(
        """
        {"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"x",\
        "namespace":"team","uid":"uid-of-x"},"spec":"one","status":"%s"}"""
            .formatted(status));
  }

  private RunningMirror start() {
    Healing healing =
        Healing.of(Duration.ZERO, Duration.ofHours(1), TargetLimit.DEFAULT_MAX_REQUEST_BYTES);
    return RunningMirror.between(
        RunningMirror.Setup.of(
                List.of(etcds.sourceProcess().endpoint()),
                List.of(etcds.targetProcess().endpoint()),
                RULES)
            .healing(healing));
  }
}
