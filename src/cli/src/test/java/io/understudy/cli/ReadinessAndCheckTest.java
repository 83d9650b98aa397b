package io.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What monitor-service says. */
class ReadinessAndCheckTest {

  private static final String READINESS = "GET /api/v1/readiness";
  private static final String CHECK = "GET /check?values=true&full=false";
  private static final String TEXT = "text/plain;charset=UTF-8";

  private static final String FAILOVER_ONLY =
      """
      {"link":"global","at":"2026-01-01T03:00:00Z",
       "verdicts":{"switchover":{"verdict":"not-ready","ready":false,"blockers":["primary-etcd"],
                                 "warnings":[]},
                   "failover":{"verdict":"ready-with-warnings","ready":true,"blockers":[],
                               "warnings":["primary-etcd"]}},
       "checks":[{"name":"lag","result":"PASS","summary":"0.2 s","evidence":["as sampled"],
                  "remedy":"","switchover":"clear","failover":"clear"},
                 {"name":"primary-etcd","result":"UNKNOWN","summary":"no member answers",
                  "evidence":["https://primary:2379: refused"],"remedy":"look at the primary",
                  "switchover":"block","failover":"warn"}]}
      """;

  @RegisterExtension private final Line line = new Line();

  @Test
  void notReadyForBothIsNo() {
    line.monitor().on(READINESS, 200, FAILOVER_ONLY);

    Line.Run run = line.run("readiness");

    assertThat(run.code()).as("%s", run).isEqualTo(3);
    assertThat(run.out())
        .containsPattern("switchover +not-ready +primary-etcd")
        .containsPattern("failover +ready-with-warnings +-")
        .containsPattern("lag +PASS +0.2 s")
        .contains("UNKNOWN primary-etcd\n  https://primary:2379: refused\n  -> look at the primary")
        .doesNotContain("as sampled");
  }

  @Test
  void theVerbThatIsAskedForCounts() {
    line.monitor().on(READINESS, 200, FAILOVER_ONLY);

    assertThat(line.run("readiness", "--verb", "failover").code()).isZero();
    assertThat(line.run("readiness", "--verb", "switchover").code()).isEqualTo(3);
  }

  @Test
  void readinessAsJsonIsWhatTheServiceSaid() {
    line.monitor().on(READINESS, 200, FAILOVER_ONLY);

    Line.Run run = line.run("readiness", "-o", "json");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.json().at("/verdicts/failover/ready").asBoolean()).isTrue();
  }

  @Test
  void anAnswerWithoutVerdictsIsNotReady() {
    line.monitor().on(READINESS, 200, "{}");

    assertThat(line.run("readiness").code()).isEqualTo(3);
  }

  @Test
  void consistentIsFine() {
    line.monitor().on(CHECK, 200, TEXT, "LOCAL ETCD and REMOTE ETCD are consistent.\n");

    Line.Run run = line.run("check");

    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo("LOCAL ETCD and REMOTE ETCD are consistent.\n");
  }

  @Test
  void whatDiffersIsToldAsTheServiceTellsIt() {
    line.monitor().on(CHECK, 409, TEXT, "NOT consistent\n/registry/a\u001b[31m\n");

    Line.Run run = line.run("check");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).isEqualTo("NOT consistent\n/registry/a [31m\n");
  }

  @Test
  void aCheckAsJsonIsParsedAndCountsTheSame() {
    line.monitor().on(CHECK, 409, "{\"consistent\":false,\"localMissedKeys\":[\"/registry/a\"]}");

    Line.Run run = line.run("check", "--output=json");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.json().at("/localMissedKeys/0").asText()).isEqualTo("/registry/a");
    assertThat(line.monitor().asked().getFirst().header("Accept")).contains("application/json");
  }

  @Test
  void aCheckAsYamlToo() {
    line.monitor().on(CHECK, 200, "{\"consistent\":true,\"remoteKeys\":7,\"note\":\"5e10\"}");

    Line.Run run = line.run("check", "-o", "yaml");

    assertThat(run.code()).isZero();
    assertThat(run.yaml().path("remoteKeys").asInt()).isEqualTo(7);
    assertThat(run.out()).contains("note: \"5e10\"");
  }

  @Test
  void itsOptionsAreAskedFor() {
    line.monitor().on("GET /check?values=false&full=true", 200, TEXT, "consistent\n");

    assertThat(line.run("check", "--keys-only", "--full").code()).isZero();
  }

  @Test
  void whatCannotBeToldIsNoDifference() {
    line.monitor().problem(CHECK, 503, "Not to be said now", "a copy goes on");

    Line.Run run = line.run("check");

    assertThat(run.code()).isEqualTo(5);
    assertThat(run.err()).contains("Not to be said now: a copy goes on");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aPageOfSomebodyElseIsNoConsistency() {
    line.monitor().on(CHECK, 200, "text/html", "<html>");

    assertThat(line.run("check").code()).isEqualTo(1);
  }
}
