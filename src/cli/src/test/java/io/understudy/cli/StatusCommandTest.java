package io.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One view of three services. */
class StatusCommandTest {

  private static final String STATUS = "GET /api/v1/status";
  private static final String ROLE = "GET /api/v1/role";
  private static final String CHECKS = "GET /api/v1/checks?limit=20";
  private static final String OPERATIONS = "GET /api/v1/operations";

  private static final String TAIL =
      """
      {"link":"global","phase":"tail","sound":true,"role":"leader","leader":"pod-0","term":7,
       "sourceRevision":1204,"targetRevision":1877,"watermark":1200,"lagRevisions":4,
       "lagSeconds":0.4,"replicatedTime":"2026-01-01T03:00:00Z","copy":null,"warnings":[],
       "sourceError":null,"targetError":null}
      """;
  private static final String AGREES =
      """
      {"verdict":"agrees","says":"site-a is the primary","site":"site-b","peer":"site-a",
       "here":"a standby in term 7","there":"the primary","name":"leads to site-a",
       "forbids":null,"failures":[]}
      """;
  private static final String CLEAN =
      """
      {"checks":[{"id":"c2","state":"running"},
                 {"id":"c1","state":"done","result":"consistent","watermark":1100,
                  "finishedAt":"2026-01-01T02:30:00Z"},
                 {"id":"c0","state":"done","result":"inconsistent"}]}
      """;
  private static final String LEADERS = "GET /api/v1/sync-service/status";
  private static final String FOLLOWING =
      TAIL.replace("\"role\":\"leader\"", "\"role\":\"follower\"").replace("tail", "following");
  private static final String NONE = "{\"operations\":[],\"unreadable\":[]}";

  @RegisterExtension private final Line line = new Line();

  private Line.Run run(String status, String role, String checks, String... args) {
    line.sync().on(STATUS, 200, status);
    line.failover().on(ROLE, 200, role).on(OPERATIONS, 200, NONE);
    line.monitor().on(CHECKS, 200, checks);
    return line.run(args);
  }

  @Test
  void allIsWell() {
    Line.Run run = run(TAIL, AGREES, CLEAN, "status");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("tail, link global, term 7, leader pod-0")
        .contains("1200 of source revision 1204, target revision 1877")
        .contains("4 revisions, 0.4 s")
        .contains("agrees: site-a is the primary")
        .contains("consistent, finished 2026-01-01T02:30:00Z, watermark 1100, id c1")
        .contains("none goes on");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void readingShowsNoToken() {
    run(TAIL, AGREES, CLEAN, "status");

    assertThat(line.sync().asked())
        .singleElement()
        .satisfies(asked -> assertThat(asked.header("Authorization")).isEmpty());
  }

  @Test
  void asJsonItHasWhatEachServiceSaid() {
    Line.Run run = run(TAIL, AGREES, CLEAN, "status", "-o", "json");

    assertThat(run.code()).isZero();
    assertThat(run.json().at("/mirror/watermark").asLong()).isEqualTo(1200);
    assertThat(run.json().at("/role/verdict").asText()).isEqualTo("agrees");
    assertThat(run.json().at("/lastCheck/id").asText()).isEqualTo("c1");
    assertThat(run.json().path("operation").isEmpty()).isTrue();
  }

  @Test
  void asYamlItHasTheSame() {
    Line.Run json = run(TAIL, AGREES, CLEAN, "status", "-o", "json");
    Line.Run yaml = run(TAIL, AGREES, CLEAN, "status", "-o", "yaml");

    assertThat(yaml.yaml()).isEqualTo(json.json());
  }

  @ParameterizedTest
  @ValueSource(strings = {"copy", "resync", "paused", "refused", "failed", "starting"})
  void aMirrorThatDoesNotTailIsNotWell(String phase) {
    Line.Run run = run(TAIL.replace("tail", phase), AGREES, CLEAN, "status");

    assertThat(run.code()).as("%s", run).isEqualTo(3);
    assertThat(run.out()).contains(phase);
  }

  @ParameterizedTest
  @ValueSource(strings = {"contradicts", "split-brain", "unknown"})
  void aRoleThatDoesNotAgreeIsNotWell(String verdict) {
    Line.Run run = run(TAIL, AGREES.replace("agrees", verdict), CLEAN, "status");

    assertThat(run.code()).as("%s", run).isEqualTo(3);
  }

  @Test
  void aCopyHasABar() {
    String copying =
        TAIL.replace("tail", "copy")
            .replace(
                "\"copy\":null",
                "\"copy\":{\"keys\":500,\"ofAbout\":1000,\"percent\":50.0,\"etaSeconds\":125}");

    Line.Run run = run(copying, AGREES, CLEAN, "status");

    assertThat(run.out())
        .contains("[##########..........] 50 %, 500 of about 1000 keys, 2 min 5 s left");
  }

  @Test
  void aTailThatHasNotComparedIsNotWell() {
    Line.Run run = run(TAIL.replace("true", "false"), AGREES, CLEAN, "status");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).contains("has not compared everything yet");
  }

  @Test
  void anEtcdThatDoesNotAnswerIsNotWell() {
    Line.Run run =
        run(
            TAIL.replace("\"sourceError\":null", "\"sourceError\":\"no member answers\""),
            AGREES,
            CLEAN,
            "status");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).contains("does not answer: no member answers");
  }

  @Test
  void whereAFollowerAnswersTheLeaderIsAsked() {
    line.monitor().on(LEADERS, 200, TAIL);

    Line.Run run = run(FOLLOWING, AGREES, CLEAN, "status");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out()).contains("tail, link global").doesNotContain("following");
  }

  @ParameterizedTest
  @ValueSource(strings = {"paused", "refused", "resync"})
  void aStoppedMirrorIsNotWellWhoeverAnswers(String phase) {
    line.monitor().on(LEADERS, 200, FOLLOWING).on(LEADERS, 200, TAIL.replace("tail", phase));

    Line.Run run = run(FOLLOWING, AGREES, CLEAN, "status");

    assertThat(run.code()).as("%s", run).isEqualTo(3);
    assertThat(run.out()).contains(phase);
  }

  @Test
  void withoutALeaderTheMirrorIsUnknown() {
    line.monitor().on(LEADERS, 200, FOLLOWING);

    Line.Run run = run(FOLLOWING, AGREES, CLEAN, "status");

    assertThat(run.code()).as("%s", run).isEqualTo(5);
    assertThat(run.out()).contains("unknown: a replica that follows answers").contains("1200 of");
    assertThat(line.run("status", "-o", "json").json().at("/mirror/unknown").asText())
        .contains("its leader is not reached");
  }

  @Test
  void whyNobodyReachesTheLeaderIsTold() {
    line.monitor().problem(LEADERS, 503, "No sync-service", "understudy.sync.url is not set");

    Line.Run run = run(FOLLOWING, AGREES, CLEAN, "status");

    assertThat(run.code()).as("%s", run).isEqualTo(5);
    assertThat(run.out()).contains("understudy.sync.url is not set");
  }

  @Test
  void aFollowerThatDoesNotReachTheSourceIsNotWell() {
    line.monitor().on(LEADERS, 200, FOLLOWING);

    Line.Run run =
        run(
            FOLLOWING.replace("\"sourceError\":null", "\"sourceError\":\"no member answers\""),
            AGREES,
            CLEAN,
            "status");

    assertThat(run.code()).as("%s", run).isEqualTo(3);
    assertThat(run.out()).contains("does not answer: no member answers");
  }

  @Test
  void aPromotedSiteNeedsNeitherLeaderNorSourceNorAFreshCheck() {
    Line.Run run =
        run(
            FOLLOWING
                .replace("following", "promoted")
                .replace("\"sourceError\":null", "\"sourceError\":\"no member answers\""),
            AGREES,
            CLEAN.replace("2026-01-01", "2025-12-01"),
            "status");

    assertThat(run.code()).as("%s", run).isZero();
  }

  @Test
  void equalKeysAloneProveNothing() {
    String keys =
        """
        {"id":"c2","state":"done","result":"consistent","keysOnly":true,"watermark":1150,
         "finishedAt":"2026-01-01T02:45:00Z"}
        """;

    Line.Run alone = run(TAIL, AGREES, "{\"checks\":[" + keys + "]}", "status");
    assertThat(alone.code()).as("%s", alone).isEqualTo(3);
    assertThat(alone.out()).contains("id c2: in keys alone, no values were compared");
  }

  @Test
  void equalKeysAloneDoNotHideTheCheckBefore() {
    String after =
        CLEAN.replace("\"running\"", "\"done\",\"result\":\"consistent\",\"keysOnly\":true");

    Line.Run run = run(TAIL, AGREES, after, "status");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out()).contains("id c1");
  }

  @Test
  void anOldCheckProvesNothingOfNow() {
    Line.Run run = run(TAIL, AGREES, CLEAN.replace("2026-01-01T02", "2025-12-31T02"), "status");

    assertThat(run.code()).as("%s", run).isEqualTo(3);
    assertThat(run.out()).contains("older than a day");
  }

  @Test
  void withoutACheckNothingIsProven() {
    Line.Run run = run(TAIL, AGREES, "{\"checks\":[]}", "status");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).contains("none yet");
  }

  @Test
  void whatTheLastCheckFoundIsCounted() {
    String found =
        """
        {"checks":[{"id":"c3","state":"done","result":"inconsistent",
                    "counts":{"missed":12,"surplus":0,"different":1}}]}
        """;

    Line.Run run = run(TAIL, AGREES, found, "status");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).contains("12 missed, 1 different").doesNotContain("surplus");
  }

  @Test
  void aServiceThatIsSilentIsUnknownAndTheOthersAreShown() {
    line.with("UNDERSTUDY_SYNC_URL", Line.nobody());

    Line.Run run = run(TAIL, AGREES, CLEAN, "status");

    assertThat(run.code()).as("%s", run).isEqualTo(5);
    assertThat(run.out())
        .contains("unknown: sync-service at http://127.0.0.1:")
        .contains("--sync-url")
        .contains("agrees: site-a is the primary");
  }

  @Test
  void whatIsKnownToBeWrongCountsBeforeSilence() {
    line.with("UNDERSTUDY_SYNC_URL", Line.nobody());

    Line.Run run = run(TAIL, AGREES.replace("agrees", "split-brain"), CLEAN, "status");

    assertThat(run.code()).isEqualTo(3);
  }

  @Test
  void silenceIsInTheDocumentToo() {
    line.with("UNDERSTUDY_SYNC_URL", Line.nobody());

    Line.Run run = run(TAIL, AGREES, CLEAN, "status", "-o", "json");

    assertThat(run.json().at("/mirror/unknown").asText()).contains("does not answer");
  }

  @Test
  void anOperationThatGoesOnIsNamed() {
    line.failover()
        .on(
            OPERATIONS,
            200,
            """
            {"operations":[{"id":"0f1e","verb":"drill","state":"waiting","by":"cn=alice",
                            "beganAt":"2026-01-01T03:00:00Z"},
                           {"id":"0a","verb":"drill","state":"succeeded"}],"unreadable":[]}
            """);
    line.sync().on(STATUS, 200, TAIL);
    line.failover().on(ROLE, 200, AGREES);
    line.monitor().on(CHECKS, 200, CLEAN);

    Line.Run run = line.run("status");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("drill waiting")
        .contains("by cn=alice")
        .contains("understudy watch 0f1e");
  }

  @Test
  void whatATerminalWouldObeyIsTakenOut() {
    Line.Run run =
        run(
            TAIL,
            AGREES.replace("site-a is the primary", "\\u001b[2Jgo\\u202ene"),
            CLEAN,
            "status");

    assertThat(run.out()).contains(" [2Jgo ne").doesNotContain("\u001b");
  }
}
