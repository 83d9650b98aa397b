package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.RepairResult.Outcome;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Txn;
import io.understudy.core.role.RoleChange;
import io.understudy.core.role.RoleLimits;
import io.understudy.core.role.RoleRequest;
import io.understudy.core.role.Roles;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a confirmed key has to be for the leader to delete it, whatever happens meanwhile. */
class SurplusKeysTest {

  private static final ControlKeys KEYS = new ControlKeys("global");
  private static final String A = "/registry/configmaps/team/a";
  private static final String B = "/registry/configmaps/team/b";
  private static final String C = "/registry/configmaps/team/c";
  private static final String NAMESPACE = "/registry/namespaces/team";
  private static final String DEFINITION =
      "/registry/apiextensions.k8s.io/customresourcedefinitions/boxes.example.com";
  private static final String BOX = "/registry/example.com/boxes/team/a";
  private static final String CLAIM = "/registry/persistentvolumeclaims/team/data";
  private static final String VOLUME = "/registry/persistentvolumes/pv-1";
  private static final Rules RULES = Rules.profile("everything", Rules.Options.DEFAULT);

  private static final Rules PARKING = Rules.profile("live-standby", Rules.Options.DEFAULT);

  private final ModelStore source = new ModelStore(1);
  private final ModelStore target = new ModelStore(2);
  private final Clock clock = new Clock();
  private Runnable beforeTxn = () -> {};
  private Runnable whilePressed = () -> {};
  private Limits limits = Limits.defaults();
  private Rules rules = RULES;
  private Committer committer;
  private RunContext context;

  @BeforeEach
  void lead() {
    Etcd watched = interrupted(new ModelEtcd(target));
    Leadership leadership = new Leadership(watched, KEYS, "one", 60, clock);
    assertThat(leadership.attempt()).isInstanceOf(Leadership.Attempt.Leading.class);
    context =
        new RunContext(
            new ModelEtcd(source),
            watched,
            KEYS,
            Classifier.of(rules),
            Prune.MIRRORED,
            limits,
            leadership,
            clock,
            silent(),
            Healing.defaults());
    Checkpoint first =
        Checkpoint.first(new Checkpoint.SourceId(1, 1), 1, Instant.EPOCH, "rules")
            .inPhase(Checkpoint.Phase.TAIL)
            .at(source.revision(), Instant.EPOCH);
    committer = new Committer(context, new LeaseBook(context.source(), watched, false), first, 0);
    committer.commit(List.of(), first, 0);
  }

  @Test
  void aConfirmedKeyThatTheSourceLacksGoesInARevisionOfTheMirror() {
    put(A, "a");

    assertThat(delete(A)).containsExactly(Map.entry(A, Outcome.DELETED));

    assertThat(has(A)).isFalse();
    assertThat(target.history().getLast().changes())
        .extracting(Revision.Change::key)
        .containsExactlyInAnyOrder(Bytes.utf8(A), KEYS.checkpoint());
  }

  @Test
  void whatIsNotAsItWasConfirmedStays() {
    put(A, "a");
    put(B, "b");
    source.apply(new Txn(List.of(), List.of(Txn.put(Bytes.utf8(B), object("b2", "")))));
    Map<String, Long> confirmed = new LinkedHashMap<>();
    confirmed.put(A, revisionOf(A) - 1);
    confirmed.put(B, revisionOf(B));
    confirmed.put(C, 7L);
    confirmed.put("/understudy/global/term", 2L);
    confirmed.put("/elsewhere/a", 2L);

    assertThat(delete(confirmed))
        .containsOnly(
            Map.entry(A, Outcome.CHANGED),
            Map.entry(B, Outcome.IN_SOURCE),
            Map.entry(C, Outcome.NOT_THERE),
            Map.entry("/understudy/global/term", Outcome.NOT_IN_REGISTRY),
            Map.entry("/elsewhere/a", Outcome.NOT_IN_REGISTRY));
    assertThat(has(A) && has(B)).isTrue();
    assertThat(has("/understudy/global/term")).isTrue();
  }

  @Test
  void whatIsShownInThePlaceOfAParkedObjectOfTheSourceGoesOnceThatIsParked() {
    rules = PARKING;
    anew();
    String deployment = "/registry/deployments/team/a";
    put(deployment, "late");
    Bytes parked = KEYS.parked(Bytes.utf8(deployment));
    source.apply(new Txn(List.of(), List.of(Txn.put(Bytes.utf8(deployment), object("new", "")))));

    assertThat(delete(deployment)).containsExactly(Map.entry(deployment, Outcome.IN_SOURCE));
    target(Txn.put(parked, object("new", "")));
    assertThat(delete(Map.of(deployment, revisionOf(deployment) - 1)))
        .containsExactly(Map.entry(deployment, Outcome.CHANGED));
    assertThat(delete(deployment)).containsExactly(Map.entry(deployment, Outcome.DELETED));

    assertThat(has(deployment)).isFalse();
    assertThat(has(parked.utf8())).isTrue();
  }

  @Test
  void whatRulesLeaveOutStays() {
    rules = Rules.profile("acp-global", Rules.Options.DEFAULT);
    anew();
    String lease = "/registry/leases/kube-system/kube-scheduler";
    put(lease, "l");

    assertThat(delete(lease)).containsExactly(Map.entry(lease, Outcome.LEFT_OUT));
    assertThat(has(lease)).isTrue();
  }

  @Test
  void anOwnerGoesAfterItsDependentAndNotWithoutIt() {
    limits = withWrites(2);
    anew();
    put(A, "a");
    put(B, "b", "a");
    put(C, "c", "b");

    assertThat(delete(A, B))
        .containsOnly(Map.entry(A, Outcome.HAS_DEPENDENTS), Map.entry(B, Outcome.HAS_DEPENDENTS));
    assertThat(delete(A, C, B)).containsOnlyKeys(A, B, C).values().containsOnly(Outcome.DELETED);
    assertThat(deletions()).containsExactly(C, B, A);
  }

  @Test
  void objectsOfOneUidAreAllHungOnByWhatNamesIt() {
    put(A, "same");
    put(NAMESPACE, "same");
    put("/registry/configmaps/other/b", "b", "same");

    assertThat(delete(A, NAMESPACE)).values().containsOnly(Outcome.HAS_DEPENDENTS);
    assertThat(delete(NAMESPACE, A)).values().containsOnly(Outcome.HAS_DEPENDENTS);
  }

  @Test
  void anOwnerStaysIfItsDependentDoes() {
    put(A, "a");
    put(B, "b", "a");
    Map<String, Long> confirmed = new LinkedHashMap<>();
    confirmed.put(A, revisionOf(A));
    confirmed.put(B, 1L);

    assertThat(delete(confirmed))
        .containsOnly(Map.entry(A, Outcome.HAS_DEPENDENTS), Map.entry(B, Outcome.CHANGED));
    assertThat(has(A) && has(B)).isTrue();
  }

  @Test
  void aNamespaceAndADefinitionStayAsLongAsTheirContentsDo() {
    put(NAMESPACE, "n");
    put(DEFINITION, "d");
    put(BOX, "box");
    put(A, "a");

    assertThat(delete(NAMESPACE, DEFINITION, A))
        .containsOnly(
            Map.entry(NAMESPACE, Outcome.HAS_DEPENDENTS),
            Map.entry(DEFINITION, Outcome.HAS_DEPENDENTS),
            Map.entry(A, Outcome.DELETED));
    assertThat(delete(NAMESPACE, DEFINITION, BOX)).values().containsOnly(Outcome.DELETED);
    assertThat(has(NAMESPACE) || has(DEFINITION) || has(BOX)).isFalse();
  }

  @Test
  void aClaimStaysAsLongAsItsVolumeDoesAndGoesAfterIt() {
    limits = withWrites(2);
    anew();
    put(CLAIM, "claim");
    target(Txn.put(Bytes.utf8(VOLUME), boundVolume("team", "data")));

    assertThat(delete(CLAIM)).containsExactly(Map.entry(CLAIM, Outcome.HAS_DEPENDENTS));
    assertThat(delete(CLAIM, VOLUME)).values().containsOnly(Outcome.DELETED);
    assertThat(deletions()).containsExactly(VOLUME, CLAIM);
  }

  @Test
  void whatHangsOnEachOtherStaysAndSoDoesANamespaceThatItsContentsOwn() {
    put(A, "a", "b");
    put(B, "b", "a");
    put(C, "c", "c");
    put(NAMESPACE, "n", "d");
    put("/registry/configmaps/team/d", "d");

    assertThat(delete(A, B, C, NAMESPACE, "/registry/configmaps/team/d"))
        .containsOnly(
            Map.entry(A, Outcome.HAS_DEPENDENTS),
            Map.entry(B, Outcome.HAS_DEPENDENTS),
            Map.entry(C, Outcome.DELETED),
            Map.entry(NAMESPACE, Outcome.HAS_DEPENDENTS),
            Map.entry("/registry/configmaps/team/d", Outcome.HAS_DEPENDENTS));
  }

  @Test
  void aNamespaceGoesAfterTheContentsThatOwnAnotherOne() {
    String other = "/registry/namespaces/other";
    limits = withWrites(2);
    anew();
    put(NAMESPACE, "n");
    put(other, "o", "a");
    put(A, "a");

    assertThat(delete(NAMESPACE, other, A)).values().containsOnly(Outcome.DELETED);
    assertThat(deletions()).containsExactly(other, A, NAMESPACE);
  }

  @Test
  void aDependentThatComesWhileTheTargetIsReadIsSeen() {
    limits = pagesOf(1);
    anew();
    String late = "/registry/configmaps/team/0";
    put(A, "a");
    put(B, "b");
    int[] asked = {0};
    whilePressed =
        () -> {
          if (++asked[0] == 3) {
            put(late, "late", "a");
          }
        };

    assertThat(delete(A)).containsExactly(Map.entry(A, Outcome.HAS_DEPENDENTS));
    assertThat(asked[0]).isGreaterThan(3);
  }

  @Test
  void aKeyThatChangesBetweenTheLastLookAndTheTxnStaysAndSoDoesWhatItHangsOn() {
    put(A, "a");
    put(B, "b", "a");
    put(C, "c");
    beforeTxn = once(() -> put(B, "b", "a"));

    assertThat(delete(A, B, C))
        .containsOnly(
            Map.entry(A, Outcome.HAS_DEPENDENTS),
            Map.entry(B, Outcome.CHANGED),
            Map.entry(C, Outcome.DELETED));
    assertThat(has(A) && has(B)).isTrue();
  }

  @Test
  void aKeyThatSomebodyElseDeletesMeanwhileIsNotThereAnyMore() {
    put(A, "a");
    beforeTxn = once(() -> target(Txn.delete(Bytes.utf8(A))));

    assertThat(delete(A)).containsExactly(Map.entry(A, Outcome.NOT_THERE));
  }

  @Test
  void aLeaderWhoseTermIsOverDeletesNothing() {
    put(A, "a");
    beforeTxn =
        once(
            () -> {
              target(Txn.delete(KEYS.leader()));
              new Leadership(new ModelEtcd(target), KEYS, "two", 60, clock).attempt();
            });

    assertThatThrownBy(() -> delete(A)).isInstanceOf(Interrupted.Deposed.class);
    assertThat(has(A)).isTrue();
  }

  @Test
  void onAPromotedSiteNothingIsDeleted() {
    put(A, "a");
    beforeTxn = once(this::promote);

    assertThatThrownBy(() -> delete(A)).isInstanceOf(Interrupted.Deposed.class);
    assertThat(has(A)).isTrue();
  }

  @Test
  void doneAgainItFindsNothingLeftToDo() {
    put(A, "a");
    Map<String, Long> confirmed = Map.of(A, revisionOf(A));
    delete(confirmed);
    put(A, "another");

    assertThat(delete(confirmed)).containsExactly(Map.entry(A, Outcome.CHANGED));
    assertThat(has(A)).isTrue();
  }

  @Test
  void manyKeysGoInBoundedTxns() {
    Map<String, Long> confirmed = new LinkedHashMap<>();
    for (int i = 0; i < 300; i++) {
      String key = "/registry/configmaps/team/many-" + i;
      put(key, "many-" + i);
      confirmed.put(key, revisionOf(key));
    }

    assertThat(delete(confirmed)).hasSize(300).values().containsOnly(Outcome.DELETED);
    assertThat(target.history())
        .allSatisfy(revision -> assertThat(revision.changes()).hasSizeLessThanOrEqualTo(128));
  }

  /** Leads under the rules and limits as they are now. */
  private void anew() {
    target(Txn.delete(KEYS.leader()));
    target(Txn.delete(KEYS.checkpoint()));
    lead();
  }

  private void promote() {
    Roles roles =
        new Roles(
            new ModelEtcd(target),
            KEYS,
            "operator",
            clock,
            new RoleLimits(3, 4, Duration.ofMillis(20), 14));
    long term = context.leadership().fence().term();
    assertThat(roles.promote(new RoleRequest(term, "drill", "one", true)))
        .isInstanceOf(RoleChange.Changed.class);
  }

  private Map<String, Outcome> delete(String... keys) {
    Map<String, Long> confirmed = new LinkedHashMap<>();
    for (String key : keys) {
      confirmed.put(key, revisionOf(key));
    }
    return delete(confirmed);
  }

  private Map<String, Outcome> delete(Map<String, Long> confirmed) {
    Map<Bytes, Long> keys = new LinkedHashMap<>();
    confirmed.forEach((key, revision) -> keys.put(Bytes.utf8(key), revision));
    SurplusKeys surplus =
        new SurplusKeys(
            context,
            SourceReach.WHOLE,
            committer,
            new StandingStill(),
            key -> context.classifier().rules().text().equals(PARKING.text()));
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    surplus.delete(keys).forEach((key, outcome) -> outcomes.put(key.utf8(), outcome));
    return outcomes;
  }

  /** Keys of the registry in the order in which they were deleted, one revision after the other. */
  private List<String> deletions() {
    List<String> deleted = new ArrayList<>();
    for (Revision revision : target.history()) {
      for (Revision.Change change : revision.changes()) {
        if (change instanceof Revision.Change.Delete && change.key().utf8().startsWith("/reg")) {
          deleted.add(change.key().utf8());
        }
      }
    }
    return deleted;
  }

  private void put(String key, String uid, String... owners) {
    target(Txn.put(Bytes.utf8(key), object(uid, String.join(",", owners))));
  }

  private void target(Txn.Write write) {
    target.apply(new Txn(List.of(), List.of(write)));
  }

  private boolean has(String key) {
    return target.snapshot(target.revision()).containsKey(Bytes.utf8(key));
  }

  private long revisionOf(String key) {
    return target.snapshot(target.revision()).get(Bytes.utf8(key)).modRevision();
  }

  private static Bytes object(String uid, String owner) {
    String references =
        owner.isEmpty()
            ? ""
            : "{\"apiVersion\":\"v1\",\"kind\":\"Thing\",\"name\":\"o\",\"uid\":\"" + owner + "\"}";
    return Bytes.utf8(
        "{\"apiVersion\":\"v1\",\"kind\":\"Thing\",\"metadata\":{\"name\":\"x\",\"uid\":\""
            + uid
            + "\",\"ownerReferences\":["
            + references
            + "]}}");
  }

  private static Bytes boundVolume(String namespace, String claim) {
    byte[] reference = fields(2, text(namespace), 3, text(claim));
    byte[] volume = fields(1, fields(1, text("pv-1")), 2, fields(4, reference));
    byte[] type = fields(1, text("v1"), 2, text("PersistentVolume"));
    return Bytes.utf8("k8s\0").plus(Bytes.wrap(fields(1, type, 2, volume)));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A protobuf message of two short fields, or of one. */
  private static byte[] fields(Object... numbersAndContents) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    for (int i = 0; i < numbersAndContents.length; i += 2) {
      byte[] content = (byte[]) numbersAndContents[i + 1];
      message.write((Integer) numbersAndContents[i] << 3 | 2);
      message.write(content.length);
      message.writeBytes(content);
    }
    return message.toByteArray();
  }

  private static Limits withWrites(int txnMaxWrites) {
    return limits(txnMaxWrites, 1000);
  }

  private static Limits pagesOf(int keys) {
    return limits(127, keys);
  }

  private static Limits limits(int txnMaxWrites, int pageMaxKeys) {
    Limits like = Limits.defaults();
    return new Limits(
        txnMaxWrites,
        like.txnMaxBytes(),
        like.copyTxnsInFlight(),
        like.pageMaxBytes(),
        pageMaxKeys,
        like.pin(),
        like.patience(),
        like.idleCheckpoint(),
        like.controlPoll(),
        like.stall(),
        like.retries(),
        like.retryPause(),
        like.preflight(),
        like.lead());
  }

  private static Runnable once(Runnable deed) {
    boolean[] done = {false};
    return () -> {
      if (!done[0]) {
        done[0] = true;
        deed.run();
      }
    };
  }

  /** The target, where something happens right before each Txn. */
  private Etcd interrupted(Etcd etcd) {
    return (Etcd)
        Proxy.newProxyInstance(
            Etcd.class.getClassLoader(),
            new Class<?>[] {Etcd.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("txn")) {
                beforeTxn.run();
              }
              try {
                return method.invoke(etcd, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static MirrorObserver silent() {
    return (MirrorObserver)
        Proxy.newProxyInstance(
            MirrorObserver.class.getClassLoader(),
            new Class<?>[] {MirrorObserver.class},
            (proxy, method, arguments) -> null);
  }

  /** A source that is not written to. */
  private final class StandingStill implements Base {
    @Override
    public long revision() {
      return source.revision();
    }

    @Override
    public boolean isPressed() {
      whilePressed.run();
      return false;
    }

    @Override
    public void keepUp() {}

    @Override
    public void moveOn() {}
  }

  private static final class Clock implements Timing {
    private long nanos;

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public double chance() {
      return 0;
    }

    @Override
    public void pause(Duration duration) {
      nanos += duration.toNanos();
    }
  }
}
