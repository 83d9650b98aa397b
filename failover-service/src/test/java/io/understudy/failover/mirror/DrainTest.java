package io.understudy.failover.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.control.CheckLists;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.LossBound;
import io.understudy.core.failover.Verb;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import io.understudy.failover.Ends;
import io.understudy.failover.mirror.FakeHttp.Reply;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.RunAbortedException;
import io.understudy.failover.step.Step;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Draining, and the bound of a loss, on real etcds with a mirror at work between them. */
class DrainTest {

  private static TwoSites sites;

  @BeforeAll
  static void start() {
    sites = TwoSites.mirrored();
  }

  @AfterAll
  static void stop() {
    sites.close();
  }

  private static Step drain(MirrorSite site) {
    return new DrainKind(site).make(OneStep.spec(new DrainKind(site), "{poll-ms: 50}"));
  }

  private static Evidence run(MirrorSite site, Verb verb, long frozen) throws InterruptedException {
    return drain(site).run(TwoSites.run(verb, Map.of("freeze-revision", Long.toString(frozen))));
  }

  @Test
  void whatIsCommittedBeforeTheFreezeIsHereAfterwards() throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      sites.put("/registry/configmaps/team/before-" + i);
    }
    long frozen = sites.source().revision();

    Evidence evidence = run(sites.site(), Verb.SWITCHOVER, frozen);

    assertThat(sites.target().get(Bytes.utf8("/registry/configmaps/team/before-199"))).isPresent();
    assertThat(Long.parseLong(evidence.outputs().get("drained-watermark")))
        .isGreaterThanOrEqualTo(frozen);
    assertThat(evidence.lines().getLast()).contains("none in scope");
  }

  @Test
  void aLateWriteInScopeAbortsWithItsName() {
    long frozen = sites.source().revision();
    sites.put("/registry/leases/kube-node-lease/node");
    sites.put("/registry/configmaps/team/late");

    for (MirrorSite site : List.of(sites.site(), ofKubernetesAccount())) {
      assertThatThrownBy(() -> run(site, Verb.SWITCHOVER, frozen))
          .isInstanceOf(RunAbortedException.class)
          .hasMessageContaining("/registry/configmaps/team/late was written at revision");
    }
  }

  @Test
  void aLateDeletionAbortsToo() {
    sites.put("/registry/configmaps/team/going");
    long frozen = sites.source().revision();
    sites.source().delete(Bytes.utf8("/registry/configmaps/team/going"));

    assertThatThrownBy(() -> run(sites.site(), Verb.SWITCHOVER, frozen))
        .hasMessageContaining("/registry/configmaps/team/going was deleted at revision");
  }

  @Test
  void writesOutOfScopeDoNotHoldItUp() throws InterruptedException {
    long frozen = sites.source().revision();
    sites.put("/registry/leases/kube-node-lease/node");
    sites.put("/registry/events/team/happened");
    sites.source().delete(Bytes.utf8("/registry/events/team/happened"));

    for (MirrorSite site : List.of(sites.site(), ofKubernetesAccount())) {
      assertThat(run(site, Verb.SWITCHOVER, frozen).lines().getLast()).contains("none in scope");
    }
  }

  @Test
  void anAccountOfKubernetesKeysProvesItWhileOtherKeysMoveOn() throws InterruptedException {
    long frozen = sites.source().revision();
    sites.source().put("/elsewhere/a", "1");
    sites.source().put("/elsewhere/b", "2");

    assertThat(run(ofKubernetesAccount(), Verb.SWITCHOVER, frozen).lines().getLast())
        .contains("0 revisions, none in scope");
  }

  @Test
  void inADrillItPassesTheRevisionOfItsStartWhoeverWrites() throws InterruptedException {
    sites.put("/registry/configmaps/team/drilled");
    long start = sites.source().revision();

    Evidence evidence = drain(sites.site()).run(TwoSites.run(Verb.DRILL, Map.of()));

    assertThat(Long.parseLong(evidence.outputs().get("drained-watermark")))
        .isGreaterThanOrEqualTo(start);
  }

  @Test
  void compactedHistoryProvesNothing() {
    long frozen = sites.source().revision();
    sites.put("/registry/leases/kube-node-lease/one");
    sites.put("/registry/leases/kube-node-lease/two");
    sites.awaitDrained();
    sites.source().compact(sites.source().revision());

    assertThatThrownBy(() -> run(sites.site(), Verb.SWITCHOVER, frozen))
        .hasMessageContaining("it is compacted up to revision");
  }

  @Test
  void timeThatIsUpIsToldWithWhatIsMissing() {
    Step step = drain(sites.site());
    OneStep run =
        new OneStep(Verb.SWITCHOVER, Duration.ofSeconds(1), Map.of("freeze-revision", "99999999"));

    assertThatThrownBy(() -> step.run(run)).hasMessageContaining("99999999 is wanted");
  }

  @Test
  void aFailoverDrainsNothing() {
    assertThat(drain(sites.site()).plan(new PlanContext(Verb.FAILOVER, Instant.EPOCH)).problems())
        .containsExactly("a lost primary cannot be drained; take failover out of this step's 'in'");
    assertThat(drain(sites.site()).plan(new PlanContext(Verb.SWITCHOVER, Instant.EPOCH)).problems())
        .isEmpty();
  }

  @Test
  void theBoundOfALossIsReadFromTheRecordsAndTheLastContact() {
    sites.awaitDrained();
    Instant now = sites.term().since();
    keep("1001", now, CheckRecord.Result.CONSISTENT, 7, false);
    keep("1002", now, CheckRecord.Result.CONSISTENT, 8, true);
    keep("1003", now, CheckRecord.Result.INCONSISTENT, 9, false);
    // Of a source that was made anew since.
    keep("1005", now, CheckRecord.Result.CONSISTENT, 99_999_999, false);
    sites.sync.on(
        "/api/v1/status",
        Reply.json(
            200, "{\"sourceRevision\":1234567,\"replicatedTime\":\"2026-03-01T12:00:00Z\"}"));

    LossBound bound = new LossBounds(sites.site()).read();

    assertThat(bound.isWhole()).isTrue();
    assertThat(bound.verified().map(LossBound.Verified::id)).contains("1001");
    assertThat(bound.accepts(7)).isTrue();
    assertThat(bound.trouble()).contains("check 1003", "3 keys");
    assertThat(bound.contact().sourceRevision()).hasValue(1234567);
    assertThat(bound.contact().replicatedTime()).contains(Instant.parse("2026-03-01T12:00:00Z"));
    assertThat(new PrimaryContact(sites.site(), List::of).look().isLost()).isFalse();
  }

  private static void keep(
      String id, Instant at, CheckRecord.Result result, long watermark, boolean keysOnly) {
    CheckRecord record =
        new CheckRecord(
            id,
            CheckRecord.Trigger.SCHEDULE,
            at,
            at,
            result,
            "",
            new CheckRecord.Reading(watermark, 2, 1, 1, 0, keysOnly, true, 1, 1),
            result == CheckRecord.Result.INCONSISTENT
                ? new CheckRecord.Counts(1, 1, 1, 0, 0, 0, 0, 0)
                : CheckRecord.Counts.NONE,
            CheckRecord.Tolerated.NOTHING,
            CheckLists.NONE,
            null);
    sites.target().put(TwoSites.KEYS.check(id), record.toJson());
  }

  /** One that may read Kubernetes' keys only. */
  private static MirrorSite ofKubernetesAccount() {
    Etcd source = sites.ends().source();
    Etcd limited =
        (Etcd)
            Proxy.newProxyInstance(
                Etcd.class.getClassLoader(),
                new Class<?>[] {Etcd.class},
                (proxy, method, arguments) -> {
                  boolean isDenied =
                      arguments != null
                          && (arguments[0] instanceof RangeQuery query
                                  && query.range().equals(KeyRange.ALL)
                              || arguments[0].equals(KeyRange.ALL));
                  if (isDenied) {
                    throw new EtcdException(EtcdException.Kind.DENIED, "permission denied");
                  }
                  try {
                    return method.invoke(source, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return sites.site(new Ends(limited, sites.ends().target()), sites.sync.address(), List.of());
  }
}
