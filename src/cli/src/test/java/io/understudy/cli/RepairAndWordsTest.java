package io.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Explanations, repairs, and words to an operation. */
class RepairAndWordsTest {

  private static final String REPAIR = "POST /api/v1/checks/42/repair";
  private static final String REPAIRED =
      """
      {"check":"42","state":"done","asked":2,"counts":{"repaired":1,"equal":1},
       "outcomes":[{"key":"/registry/a","outcome":"repaired"}],"notAsked":0,"unlisted":0}
      """;

  @RegisterExtension private final Line line = new Line().withToken();

  @Test
  void whatIsDoneIsFine() {
    line.monitor().on(REPAIR, 200, REPAIRED);

    Line.Run run = line.run("repair", "42");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("done: 2 keys asked for: 1 repaired, 1 equal")
        .containsPattern("repaired +/registry/a")
        .doesNotContain("left as they were", "not named");
    assertThat(line.monitor().asked().getFirst().body()).isEqualTo("{}");
    assertThat(line.monitor().asked().getFirst().header("Authorization"))
        .contains("Bearer " + Line.TOKEN);
  }

  @Test
  void keysThatAreNotRepairedAreNotFine() {
    line.monitor().on(REPAIR, 200, REPAIRED.replace("\"equal\":1", "\"blocked\":1"));

    Line.Run run = line.run("repair", "42");

    assertThat(run.code()).as("%s", run).isEqualTo(3);
    assertThat(run.out()).contains("1 keys are left as they were");
  }

  @Test
  void keysThatNobodyNamedAreNotFine() {
    line.monitor().on(REPAIR, 200, REPAIRED.replace("\"unlisted\":0", "\"unlisted\":3"));

    Line.Run run = line.run("repair", "42");

    assertThat(run.code()).as("%s", run).isEqualTo(3);
    assertThat(run.out()).contains("3 keys were counted but not named");
  }

  @Test
  void whatIsNotAllDoneIsNo() {
    line.monitor()
        .on(REPAIR, 202, "{\"state\":\"running\",\"asked\":5,\"counts\":{},\"notAsked\":4}");

    Line.Run run = line.run("repair", "42");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).contains("4 keys were not asked for yet");
  }

  @Test
  void surplusKeysGoByTheirDigest() {
    line.monitor().on(REPAIR, 200, REPAIRED);

    Line.Run run = line.run("repair", "42", "--delete-surplus", "4be1", "-o", "json");

    assertThat(run.json().at("/counts/repaired").asInt()).isEqualTo(1);
    assertThat(line.monitor().asked().getFirst().body())
        .isEqualTo("{\"surplus\":\"delete\",\"confirm\":\"4be1\"}");
  }

  @Test
  void aRepairMayBeRefused() {
    line.monitor().problem(REPAIR, 409, "Another digest", "check again");

    assertThat(line.run("repair", "42").code()).isEqualTo(4);
    assertThat(line.run("repair", "../x").code()).isEqualTo(2);
    assertThat(line.run("repair", "43").code()).isEqualTo(1);
  }

  @Test
  void aKeyIsExplainedWithItsOwners() {
    line.sync()
        .on(
            "GET /api/v1/explain?key=%2Fregistry%2Fpods%2Fa+b",
            200,
            """
            {"key":"/registry/pods/a b","placement":"park","why":"its owner is parked",
             "rule":{"name":"all","placement":"mirror","reason":"in scope"},
             "owners":[{"of":"/registry/pods/a b","kind":"ReplicaSet","name":"r","uid":"u",
                        "key":null,"placement":null,"rule":null}],
             "source":{"kind":"Pod","uid":"u1","encrypted":true,"createRevision":3,"modRevision":9},
             "target":{"where":"parked","equal":true,"modRevision":77}}
            """);

    Line.Run run = line.run("explain", "/registry/pods/a b");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("park: its owner is parked")
        .contains("all (mirror): in scope")
        .contains("last put at 9, encrypted")
        .contains("parked, equal to the source, last put at revision 77")
        .containsPattern("ReplicaSet r +not found");
    assertThat(line.run("explain", "/registry/pods/a b", "-o", "json").json().path("placement"))
        .hasToString("\"park\"");
  }

  @Test
  void aKeyThatIsNotThereIsAnError() {
    line.sync()
        .problem("GET /api/v1/explain?key=x", 404, "No such key", "the source etcd has no key 'x'");

    Line.Run run = line.run("explain", "x");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("the source etcd has no key 'x'");
    assertThat(line.run("explain").code()).isEqualTo(2);
  }

  @Test
  void aWordIsSaidToTheStep() {
    line.failover()
        .on("POST /api/v1/operations/0f1e:ignore", 200, "{\"id\":\"0f1e\",\"state\":\"running\"}");

    Line.Run run =
        line.run("say", "0f1e", "ignore", "--step", "look", "--comment", "seen by phone");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(line.failover().asked().getFirst().body())
        .isEqualTo("{\"step\":\"look\",\"comment\":\"seen by phone\"}");
  }

  @Test
  void toIgnoreNeedsAReason() {
    assertThat(line.run("say", "0f1e", "ignore").code()).isEqualTo(2);
    assertThat(line.run("say", "0f1e", "hurry").code()).isEqualTo(2);
    assertThat(line.failover().asked()).isEmpty();
  }

  @Test
  void whatCannotBeSaidNowIsRefused() {
    line.failover()
        .problem("POST /api/v1/operations/0f1e:approve", 409, "Not now", "it waits for nothing");

    assertThat(line.run("say", "0f1e", "approve").code()).isEqualTo(4);
  }
}
