package io.understudy.sync.replica;

import static io.understudy.sync.replica.TestLink.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.sync.drift.DriftReport;
import io.understudy.sync.drift.DriftReport.ForeignKey;
import io.understudy.sync.status.DriftBoard;
import io.understudy.sync.status.Phase;
import io.understudy.sync.status.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writes by others on the target, and who is told of them. */
class DriftTest {

  private static final Map<String, String> EVERYTHING = Map.of("scope.profile", "everything");
  private static final Bytes MIRRORED = Bytes.utf8("/registry/configmaps/team/mirrored");
  private static final Bytes THEIRS = Bytes.utf8("/registry/configmaps/other/theirs");

  private final TestLink link = new TestLink();

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  void aWriteByOthersIsToldWithKeyRevisionAndTime() {
    link.source.put(MIRRORED, Bytes.utf8("ours"));
    try (Replica leader = link.start("one", EVERYTHING)) {
      await(leader, Status::sound);
      long put = link.target.put(MIRRORED, Bytes.utf8("changed"));
      awaitReport(leader, report -> report.writes().total() == 1);
      long deleted = link.target.delete(MIRRORED);
      DriftReport report = awaitReport(leader, r -> r.writes().total() == 2);

      assertThat(report.role()).isEqualTo("leader");
      assertThat(report.leader()).isEqualTo("one");
      assertThat(report.writes().newest())
          .extracting(DriftBoard.Write::change, DriftBoard.Write::targetRevision)
          .containsExactly(tuple("delete", deleted), tuple("put", put));
      assertThat(report.writes().newest())
          .allSatisfy(write -> assertThat(write.key()).isEqualTo(MIRRORED.utf8()))
          .allSatisfy(write -> assertThat(write.seenAt()).isAfter(report.writes().since()));
      assertThat(report.writes().byNamespace()).containsExactly(Map.entry("team", 2L));
      assertThat(leader.board().status().lastDrift().targetRevision()).isEqualTo(deleted);
    }
  }

  @Test
  void aForeignKeyIsToldByEveryReplicaFromItsRecord() {
    try (Replica leader = link.start("one", EVERYTHING)) {
      await(leader, Status::sound);
      try (Replica follower = link.start("two", EVERYTHING)) {
        await(follower, status -> status.phase() == Phase.FOLLOWING);
        long revision = link.target.put(THEIRS, Bytes.utf8("theirs"));

        DriftReport byLeader = awaitReport(leader, report -> report.foreignKeys() == 1);
        DriftReport byFollower = awaitReport(follower, report -> report.foreignKeys() == 1);
        assertThat(byFollower.role()).isEqualTo("follower");
        assertThat(byFollower.leader()).isEqualTo("one");
        assertThat(byFollower.writes()).isNull();
        assertThat(byFollower.hint()).endsWith("ask replica one");
        assertThat(byLeader.hint()).isNull();
        assertThat(byFollower.foreign()).isEqualTo(byLeader.foreign());
        ForeignKey foreign = byLeader.foreign().getFirst();
        assertThat(foreign.key()).isEqualTo(THEIRS.utf8());
        assertThat(foreign.targetRevision()).isEqualTo(revision);
        assertThat(foreign.seenAt()).isNotNull();
      }
    }
  }

  @Test
  void underLoadDriftIsToldWhileTheTailGoesOn() {
    try (Replica leader = link.start("one", EVERYTHING)) {
      await(leader, Status::sound);
      link.target.put(THEIRS, Bytes.utf8("theirs"));
      int round = 0;
      while (leader.drift().report(1).writes().total() == 0 && round < 20_000) {
        link.source.commit(load(round++));
      }
      assertThat(leader.drift().report(1).writes().total()).as("told after load").isEqualTo(1);
      link.source.commit(load(round));
      await(leader, status -> status.lagRevisions() == 0);
    }
  }

  private static List<Txn.Write> load(int round) {
    return List.of(
        Txn.put(
            Bytes.utf8("/registry/configmaps/load/a" + round % 100), Bytes.utf8("x".repeat(1000))),
        Txn.put(
            Bytes.utf8("/registry/configmaps/load/b" + round % 100), Bytes.utf8("y".repeat(1000))));
  }

  private static DriftReport awaitReport(Replica replica, Predicate<DriftReport> wanted) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> replica.drift().report(10), wanted);
  }
}
