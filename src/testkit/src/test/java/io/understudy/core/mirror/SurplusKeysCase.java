package io.understudy.core.mirror;

import static io.understudy.core.mirror.StoredObjects.object;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** A leader that is asked to delete surplus keys, between two model etcds. */
abstract class SurplusKeysCase {

  static final ControlKeys KEYS = new ControlKeys("global");

  static final String A = "/registry/configmaps/team/a";

  static final String B = "/registry/configmaps/team/b";

  static final String C = "/registry/configmaps/team/c";

  static final String NAMESPACE = "/registry/namespaces/team";

  static final String DEFINITION =
      "/registry/apiextensions.k8s.io/customresourcedefinitions/boxes.example.com";

  static final String BOX = "/registry/example.com/boxes/team/a";

  static final String CLAIM = "/registry/persistentvolumeclaims/team/data";

  static final String VOLUME = "/registry/persistentvolumes/pv-1";

  static final Rules RULES = Rules.profile("everything", Rules.Options.DEFAULT);

  static final Rules PARKING = Rules.profile("live-standby", Rules.Options.DEFAULT);

  final ModelStore source = new ModelStore(1);

  final ModelStore target = new ModelStore(2);

  final Clock clock = new Clock();

  Runnable beforeTxn = () -> {};

  Runnable whilePressed = () -> {};

  Limits limits = Limits.defaults();

  Rules rules = RULES;

  Committer committer;

  RunContext context;

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
            .at(source.revision(), Instant.EPOCH)
            // As if all of the target's history were read: no Txn leaves a mark.
            .driftReadTo(Long.MAX_VALUE);
    committer =
        new Committer(
            context,
            new LeaseBook(context.source(), watched, false),
            new OwnMarks(KEYS, Map.of()),
            first,
            0);
    committer.commit(List.of(), first, 0);
  }

  /** Leads under the rules and limits as they are now. */
  void anew() {
    target(Txn.delete(KEYS.leader()));
    target(Txn.delete(KEYS.checkpoint()));
    lead();
  }

  void promote() {
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

  Map<String, Outcome> delete(String... keys) {
    Map<String, Long> confirmed = new LinkedHashMap<>();
    for (String key : keys) {
      confirmed.put(key, revisionOf(key));
    }
    return delete(confirmed);
  }

  Map<String, Outcome> delete(Map<String, Long> confirmed) {
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
  List<String> deletions() {
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

  void put(String key, String uid, String... owners) {
    target(Txn.put(Bytes.utf8(key), object(uid, String.join(",", owners))));
  }

  void target(Txn.Write write) {
    target.apply(new Txn(List.of(), List.of(write)));
  }

  boolean has(String key) {
    return target.snapshot(target.revision()).containsKey(Bytes.utf8(key));
  }

  long revisionOf(String key) {
    return target.snapshot(target.revision()).get(Bytes.utf8(key)).modRevision();
  }

  static Limits withWrites(int txnMaxWrites) {
    return limits(txnMaxWrites, 1000);
  }

  static Limits pagesOf(int keys) {
    return limits(127, keys);
  }

  static Limits limits(int txnMaxWrites, int pageMaxKeys) {
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

  static Runnable once(Runnable deed) {
    boolean[] done = {false};
    return () -> {
      if (!done[0]) {
        done[0] = true;
        deed.run();
      }
    };
  }

  /** The target, where something happens right before each Txn. */
  Etcd interrupted(Etcd etcd) {
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

  static MirrorObserver silent() {
    return (MirrorObserver)
        Proxy.newProxyInstance(
            MirrorObserver.class.getClassLoader(),
            new Class<?>[] {MirrorObserver.class},
            (proxy, method, arguments) -> null);
  }

  /** A source that is not written to. */
  final class StandingStill implements Base {
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

  static final class Clock implements Timing {
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
