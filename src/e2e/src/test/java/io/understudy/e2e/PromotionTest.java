package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.core.role.RoleChange;
import io.understudy.core.role.RoleRequest;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.FaultLink;
import io.understudy.testkit.IndependentClient;
import io.understudy.testkit.replay.HistoryReplay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From the revision of a promotion on nothing is mirrored, and its record tells the truth. */
class PromotionTest {

  private static final int WRITERS = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Rules RULES = TwoEtcds.profile("live-standby");

  private final Site source = new Site();
  private final Site target = new Site();

  @AfterEach
  void close() {
    source.close();
    target.close();
  }

  @Test
  void underLoadTheRecordSaysWhatTheStandbyHeldAndNothingIsMirroredAfterIt() throws Exception {
    source.client().put("/registry/configmaps/a/before", "before");
    try (RunningMirror mirror = mirror(target.endpoint())) {
      mirror.awaitEvent("sound");
      long watermark = source.client().revision();
      try (Writers writers = new Writers(source.client())) {
        await().atMost(PATIENCE).until(() -> watermark(target) > watermark + 500);

        RoleChange change = promote("under load", target.termNumber());

        assertThat(change).isInstanceOf(RoleChange.Changed.class);
        writers.stop();
      }
      mirror.awaitEvent("end Deposed");
    }
    TermRecord.Claim claim = target.term().orElseThrow().claim();
    assertThat(claim).isNotNull();
    assertThat(claim.isEqual()).isTrue();
    assertThat(target.client().get(TwoEtcds.KEYS.checkpoint())).isEmpty();
    assertHeld(claim);
    assertNothingMirroredAfterPromotion();
    HistoryReplay.run(RULES, TwoEtcds.KEYS, source.history(), target.history()).orFail();
  }

  @Test
  void aTxnOfALeaderThatWasHeldUpPastTakeoverAndPromotionIsRefused() {
    try (FaultLink slow = FaultLink.to(target.endpoint())) {
      RunningMirror.Setup patient =
          RunningMirror.Setup.of(List.of(source.endpoint()), List.of(slow.endpoint()), RULES)
              .waiting(Duration.ofSeconds(120));
      source.client().put("/registry/configmaps/a/before", "before");
      try (RunningMirror stale = RunningMirror.between(patient)) {
        stale.awaitEvent("sound");
        slow.holdRequests();
        String held = "held".repeat(5_000);
        source.client().put("/registry/configmaps/a/held", held);
        // Not a ping or the renewal of a lease: the Txn itself.
        await().atMost(PATIENCE).until(() -> slow.heldBytes() > held.length());
        long term = target.termNumber();
        try (RunningMirror successor = mirror(target.endpoint())) {
          successor.awaitEvent("sound");
          assertThat(target.termNumber()).isGreaterThan(term);
          assertThat(promote("drill", target.termNumber())).isInstanceOf(RoleChange.Changed.class);
          source.client().put("/registry/configmaps/a/after", "too late");
          successor.awaitEvent("end Deposed");
          long promoted = target.client().revision();

          slow.release();

          await().atMost(PATIENCE).until(() -> slow.heldBytes() == 0);
          stale.awaitEvent("end Deposed");
          assertThat(stale.events()).anyMatch(event -> event.startsWith("fenced"));
          assertThat(target.client().revision()).isLessThanOrEqualTo(promoted + 2);
        }
      }
    }
    assertNothingMirroredAfterPromotion();
    HistoryReplay.run(RULES, TwoEtcds.KEYS, source.history(), target.history()).orFail();
  }

  @Test
  void ofPromotionsAtOnceOneWins() throws Exception {
    source.client().put("/registry/configmaps/a/b", "c");
    try (RunningMirror mirror = mirror(target.endpoint());
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      mirror.awaitEvent("sound");
      long term = target.termNumber();
      List<Callable<RoleChange>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String reason = "caller " + i;
        calls.add(() -> promote(reason, term));
      }
      List<RoleChange> changes = new ArrayList<>();
      for (Future<RoleChange> call : callers.invokeAll(calls)) {
        changes.add(call.get());
      }

      assertThat(changes).filteredOn(RoleChange.Changed.class::isInstance).hasSize(1);
      assertThat(changes).filteredOn(RoleChange.Refused.class::isInstance).hasSize(7);
    }
    long promotions =
        target.history().revisions().stream().filter(PromotionTest::isPromotion).count();
    assertThat(promotions).isEqualTo(1);
  }

  private RunningMirror mirror(String targetEndpoint) {
    return RunningMirror.between(
        RunningMirror.Setup.of(List.of(source.endpoint()), List.of(targetEndpoint), RULES));
  }

  private RoleChange promote(String reason, long expectedTerm) {
    return target.roles(reason).promote(new RoleRequest(expectedTerm, reason, "", false));
  }

  private static long watermark(Site site) {
    return site.client()
        .get(TwoEtcds.KEYS.checkpoint())
        .map(kv -> io.understudy.core.control.Checkpoint.fromJson(kv.value()).watermark())
        .orElse(0L);
  }

  /** The target at T is the source at W. */
  private void assertHeld(TermRecord.Claim claim) {
    Map<Bytes, Bytes> visible = new TreeMap<>();
    Map<Bytes, Bytes> parked = new TreeMap<>();
    target
        .client()
        .all(claim.targetRevision())
        .forEach(
            (key, kv) -> {
              if (TwoEtcds.KEYS.isParked(key)) {
                parked.put(TwoEtcds.KEYS.unparked(key), kv.value());
              } else if (!key.startsWith(ControlKeys.ROOT)) {
                visible.put(key, kv.value());
              }
            });
    assertThat(visible).isEqualTo(source.placed(RULES, Placement.MIRROR, claim.watermark()));
    assertThat(parked).isEqualTo(source.placed(RULES, Placement.PARK, claim.watermark()));
    assertThat(parked).isNotEqualTo(visible);
  }

  /** But for the leader's key, which goes with its lease. */
  private void assertNothingMirroredAfterPromotion() {
    List<Revision> all = target.history().revisions();
    int promotion = 0;
    while (!isPromotion(all.get(promotion))) {
      promotion++;
    }
    for (Revision later : all.subList(promotion + 1, all.size())) {
      assertThat(later.changes())
          .allMatch(
              change ->
                  change instanceof Change.Delete && change.key().equals(TwoEtcds.KEYS.leader()));
    }
  }

  private static boolean isPromotion(Revision revision) {
    return revision.changes().stream()
        .anyMatch(
            change ->
                change instanceof Change.Put put
                    && change.key().equals(TwoEtcds.KEYS.term())
                    && TermRecord.fromJson(put.after().value()).isPromoted());
  }

  /** They put, and now and then delete, what is mirrored and what is parked. */
  private static final class Writers implements AutoCloseable {

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    Writers(IndependentClient client) {
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        threads.add(Thread.ofVirtual().start(() -> write(client, writer)));
      }
    }

    private void write(IndependentClient client, int writer) {
      String kind = writer % 3 == 0 ? "deployments" : "configmaps";
      for (int i = 0; !stopped.get(); i++) {
        Bytes key = Bytes.utf8("/registry/" + kind + "/team/w" + writer + "-" + i % 20);
        if (i % 7 == 6) {
          client.delete(key);
        } else {
          client.put(key, Bytes.utf8("written by " + writer + ", number " + i));
        }
      }
    }

    void stop() {
      stopped.set(true);
      for (Thread thread : threads) {
        assertThat(joined(thread)).isTrue();
      }
    }

    @Override
    public void close() {
      stop();
    }

    private static boolean joined(Thread thread) {
      try {
        return thread.join(PATIENCE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
