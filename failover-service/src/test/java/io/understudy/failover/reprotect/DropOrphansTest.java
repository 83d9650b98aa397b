package io.understudy.failover.reprotect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.check.DifferenceKind;
import io.understudy.core.control.RepairRequest;
import io.understudy.core.control.ScopeRecord;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Verb;
import io.understudy.core.port.Bytes;
import io.understudy.failover.step.FewLooks;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.service.rest.RestClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Late writes of the old primary, and the production mirror into it: both etcds are real. */
class DropOrphansTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Bytes DEPLOYMENT = Bytes.utf8("/registry/deployments/team/late");

  @TempDir Path directory;

  private final TwoSites sites = new TwoSites();
  private OrphanDesk desk;

  @BeforeEach
  void failOver() {
    sites.replicated("changed", "in time");
    sites.replicated("deleted", "in time");
    sites.replicated("gone", "in time");
    sites.handOver();
    desk = sites.desk(directory);
    sites.old().put(TwoSites.key("changed"), TwoSites.value("changed", "late"));
    sites.old().put(TwoSites.key("created"), TwoSites.value("created", "late"));
    sites.old().put(TwoSites.key("owner"), TwoSites.value("owner", "late"));
    sites.old().put(TwoSites.key("owned"), owned("owned", "owner"));
    sites
        .old()
        .put(
            DEPLOYMENT,
            Bytes.utf8(
                "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"late\","
                    + "\"namespace\":\"team\",\"uid\":\"uid-late\"}}"));
    sites.old().delete(TwoSites.key("deleted"));
    sites.present().put(TwoSites.key("new"), TwoSites.value("new", "here"));
    sites.present().delete(TwoSites.key("gone"));
  }

  @AfterEach
  void close() {
    sites.close();
  }

  private static Bytes owned(String name, String owner) {
    return Bytes.utf8(
        ("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\",\"namespace\":"
                + "\"team\",\"uid\":\"uid-%s\",\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":"
                + "\"ConfigMap\",\"name\":\"%s\",\"uid\":\"uid-%s\"}]}}")
            .formatted(name, name, owner, owner));
  }

  /** What a run knows after the list was confirmed. */
  private Map<String, String> confirmed() {
    ConfirmOrphansKind kind = new ConfirmOrphansKind(desk);
    String digest = desk.list(0).list().digest();
    OneStep run = new OneStep(Verb.REPROTECT, PATIENCE, Map.of("confirmed-orphans", digest));
    try {
      return kind.make(OneStep.spec(kind, "{}")).run(run).outputs();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopping);
    }
  }

  private Evidence drop(RestClient peer, String with, Map<String, String> outputs)
      throws InterruptedException {
    DropOrphansKind kind = new DropOrphansKind(sites.ends(), TwoSites.KEYS, peer);
    return kind.make(OneStep.spec(kind, with)).run(new OneStep(Verb.REPROTECT, PATIENCE, outputs));
  }

  private static RestClient nobody() {
    return new RestClient("peer", TwoSites.rest(Optional.empty(), Optional.empty()));
  }

  @Test
  void afterAReprotectTheOldPrimaryHasNoSurplus() throws Exception {
    Map<String, String> outputs = confirmed();
    sites.demoteOld(TwoSites.TERM);
    try (ReverseMirror mirror = new ReverseMirror(sites)) {
      Evidence evidence = drop(mirror.client(), "{}", outputs);

      assertThat(sites.differences()).isEmpty();
      assertThat(sites.old().get(TwoSites.key("created"))).isEmpty();
      assertThat(sites.old().get(DEPLOYMENT)).isEmpty();
      assertThat(sites.old().get(TwoSites.key("changed")).orElseThrow().value())
          .isEqualTo(TwoSites.value("changed", "in time"));
      assertThat(sites.old().get(TwoSites.key("deleted"))).isPresent();
      assertThat(sites.old().get(TwoSites.key("gone"))).isEmpty();
      assertThat(asked(mirror))
          .containsExactlyInAnyOrder(
              TwoSites.key("created").utf8(),
              TwoSites.key("owner").utf8(),
              TwoSites.key("owned").utf8(),
              DEPLOYMENT.utf8());
      assertThat(evidence.summary()).isEqualTo("the confirmed late writes are deleted");
      assertThat(evidence.lines().toString()).contains("of 5 confirmed late writes", "{deleted=4}");
      assertThat(drop(mirror.client(), "{}", outputs).summary())
          .as("once more, as after a crash")
          .isEqualTo("no confirmed late write was left");
    }
  }

  @Test
  void whatNobodyConfirmedStays() throws Exception {
    Map<String, String> outputs = confirmed();
    sites.old().put(TwoSites.key("later"), TwoSites.value("later", "unseen"));
    sites.old().put(TwoSites.key("created"), TwoSites.value("created", "changed unseen"));
    sites.demoteOld(TwoSites.TERM);
    try (ReverseMirror mirror = new ReverseMirror(sites)) {
      Evidence evidence = drop(mirror.client(), "{keys-at-once: 1}", outputs);

      assertThat(sites.differences())
          .containsOnlyKeys(DifferenceKind.SURPLUS)
          .containsValue(Set.of(TwoSites.key("later").utf8(), TwoSites.key("created").utf8()));
      assertThat(evidence.lines().toString())
          .contains("2 foreign keys stay there that were not confirmed", "/later");
      assertThat(asked(mirror)).as("one in a request, dependents first").hasSize(3);
      assertThat(asked(mirror).indexOf(TwoSites.key("owned").utf8()))
          .isLessThan(asked(mirror).indexOf(TwoSites.key("owner").utf8()));
    }
  }

  @Test
  void whatWasMadeHereAnewUnderTheNamesOfLateWritesTakesTheirPlace() throws Exception {
    Map<String, String> outputs = confirmed();
    sites.demoteOld(TwoSites.TERM);
    Bytes anew =
        Bytes.utf8(
            "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"late\","
                + "\"namespace\":\"team\",\"uid\":\"uid-anew\"}}");
    try (ReverseMirror mirror = new ReverseMirror(sites)) {
      awaitForeign("created");
      sites.present().put(DEPLOYMENT, anew);
      sites.present().put(TwoSites.key("created"), TwoSites.value("created", "anew"));

      Evidence evidence = drop(mirror.client(), "{}", outputs);

      assertThat(evidence.outputs()).containsEntry("foreign-keys", "0");
      assertThat(sites.differences()).isEmpty();
      assertThat(sites.old().get(DEPLOYMENT)).isEmpty();
      assertThat(sites.old().get(TwoSites.KEYS.parked(DEPLOYMENT)).orElseThrow().value())
          .isEqualTo(anew);
      assertThat(sites.old().get(TwoSites.key("created")).orElseThrow().value())
          .isEqualTo(TwoSites.value("created", "anew"));
    }
  }

  @Test
  void whatSomethingElseHangsOnStaysAndIsSaid() throws Exception {
    Map<String, String> outputs = confirmed();
    sites.old().put(TwoSites.key("unseen"), owned("unseen", "created"));
    sites.demoteOld(TwoSites.TERM);
    try (ReverseMirror mirror = new ReverseMirror(sites)) {
      assertThatThrownBy(() -> drop(mirror.client(), "{}", outputs))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining("1 confirmed late writes stay")
          .hasMessageContaining("has-dependents=1")
          .hasMessageContaining("/created");
      assertThat(sites.old().get(TwoSites.key("created"))).isPresent();
      assertThat(sites.old().get(TwoSites.key("owned"))).isEmpty();
    }
  }

  @Test
  void withoutAPeerItWaitsForPeople() throws Exception {
    Map<String, String> outputs = confirmed();
    sites.demoteOld(TwoSites.TERM);
    try (ReverseMirror mirror = new ReverseMirror(sites)) {
      awaitForeign("created");
      DropOrphansKind kind = new DropOrphansKind(sites.ends(), TwoSites.KEYS, nobody());
      assertThat(
              kind.make(OneStep.spec(kind, "{}"))
                  .plan(new PlanContext(Verb.REPROTECT, Instant.EPOCH))
                  .warnings())
          .singleElement()
          .asString()
          .contains("waits for people", "/api/v1/repair");
      List.of(TwoSites.key("created"), TwoSites.key("owned"), TwoSites.key("owner"), DEPLOYMENT)
          .forEach(sites.old()::delete);

      assertThat(drop(nobody(), "{}", outputs).summary())
          .isEqualTo("no confirmed late write was left");
      assertThat(mirror.repairs()).isEmpty();
    }
  }

  @Test
  void underOtherRulesNothingIsDeleted() throws Exception {
    Map<String, String> outputs = confirmed();
    sites.demoteOld(TwoSites.TERM);
    try (ReverseMirror mirror = new ReverseMirror(sites)) {
      awaitForeign("created");
      sites.present().put(TwoSites.KEYS.scope(), new ScopeRecord(List.of("others")).toJson());
      DropOrphansKind kind = new DropOrphansKind(sites.ends(), TwoSites.KEYS, mirror.client());
      FewLooks few = new FewLooks(Verb.REPROTECT, 3).with(outputs);

      assertThatThrownBy(() -> kind.make(OneStep.spec(kind, "{}")).run(few))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining("other scope rules");
      assertThat(mirror.repairs()).isEmpty();
    }
  }

  @Test
  void aRunThatConfirmedNothingDeletesNothing() {
    assertThatThrownBy(() -> drop(nobody(), "{}", Map.of()))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("put confirm-orphans before");
  }

  private void awaitForeign(String name) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> sites.old().get(TwoSites.KEYS.foreign(TwoSites.key(name))).isPresent());
  }

  private static List<String> asked(ReverseMirror mirror) {
    List<String> asked = new ArrayList<>();
    mirror
        .repairs()
        .forEach(r -> r.surplus().stream().map(RepairRequest.Surplus::key).forEach(asked::add));
    return asked;
  }
}
