package io.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Plans are shown, and begun only as they were shown and once they are confirmed. */
class PlansAndOperationsTest {

  private static final String PLANS = "POST /api/v1/plans";
  private static final String BEGIN = "POST /api/v1/operations";

  private static final String PLAN =
      """
      {"verb":"switchover","site":"site-b","expectedPrimary":"site-a","term":7,
       "planHash":"5f1c","canBegin":true,"refusals":[],"role":"agrees: site-a is the primary",
       "loss":[],"acceptDataLoss":null,
       "steps":[{"name":"promote","type":"promote","mode":"run","will":"promote site-b",
                 "facts":[],"problems":[],"warnings":["it is late"],"timeoutSeconds":300,
                 "retries":0,"undo":"cannot be taken back"}]}
      """;
  private static final String TROUBLED =
      PLAN.replace("\"canBegin\":true", "\"canBegin\":false")
          .replace("\"problems\":[]", "\"problems\":[\"no credentials\"]");
  private static final String LOSSY =
      PLAN.replace("\"verb\":\"switchover\"", "\"verb\":\"failover\"")
          .replace("\"loss\":[]", "\"loss\":[\"up to 12 s of writes\"]")
          .replace("\"acceptDataLoss\":null", "\"acceptDataLoss\":81234");
  private static final String BEGUN = "{\"id\":\"0f1e\",\"state\":\"running\"}";

  @TempDir private Path directory;

  @RegisterExtension private final Line line = new Line().withToken();

  private long begun() {
    return line.failover().asked().stream().filter(asked -> asked.call().equals(BEGIN)).count();
  }

  private String sent() {
    return line.failover().asked().stream()
        .filter(asked -> asked.call().equals(BEGIN))
        .reduce((first, second) -> second)
        .orElseThrow()
        .body();
  }

  @Test
  void aPlanIsShown() {
    line.failover().on(PLANS, 200, PLAN);

    Line.Run run = line.run("plan", "switchover");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("switchover at site-b")
        .contains("site-a, term 7")
        .containsPattern("promote +run +promote site-b")
        .contains("warning of promote: it is late");
    assertThat(line.failover().asked())
        .singleElement()
        .satisfies(
            asked -> {
              assertThat(asked.header("Authorization")).contains("Bearer " + Line.TOKEN);
              assertThat(asked.body()).isEqualTo("{\"verb\":\"switchover\"}");
            });
  }

  @Test
  void aPlanWithProblemsIsNotReady() {
    line.failover().on(PLANS, 200, TROUBLED);

    Line.Run run = line.run("plan", "switchover", "-o", "json");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.json().at("/steps/0/problems/0").asText()).isEqualTo("no credentials");
  }

  @Test
  void aSettleIsBegunAsTheOthersAre() {
    line.failover()
        .on(PLANS, 200, PLAN.replace("\"verb\":\"switchover\"", "\"verb\":\"settle\""))
        .on(BEGIN, 202, BEGUN);

    Line.Run run = line.run("settle", "--yes", "site-b", "--no-watch");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(begun()).isEqualTo(1);
    assertThat(sent()).contains("\"verb\":\"settle\"").contains("\"planHash\":\"5f1c\"");
  }

  @Test
  void aPlanOfSomethingElseIsNotUnderstood() {
    assertThat(line.run("plan", "world-peace").code()).isEqualTo(2);
    assertThat(line.run("plan").code()).isEqualTo(2);
  }

  @Test
  void withoutATokenNothingIsAsked() {
    Line.Run run = line.with("UNDERSTUDY_TOKEN_FILE", "").run("plan", "drill");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--token-file").contains("UNDERSTUDY_TOKEN_FILE");
    assertThat(line.failover().asked()).isEmpty();
  }

  @Test
  void aTokenFileThatIsNotThereIsNamed() {
    Line.Run run = line.run("plan", "drill", "--token-file", directory.resolve("no").toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("no' that --token-file names cannot be read");
  }

  @Test
  void aTokenThatNobodyKnowsIsRefused() {
    line.failover().problem(PLANS, 401, "Nobody knows who calls", "the token is old");

    Line.Run run = line.run("plan", "drill");

    assertThat(run.code()).isEqualTo(4);
    assertThat(run.err()).contains("Nobody knows who calls: the token is old");
  }

  @Test
  void aMissingRightIsRefused() {
    line.failover().problem(PLANS, 403, "They may not", "it needs the right plan");

    assertThat(line.run("plan", "drill").code()).isEqualTo(4);
  }

  @Test
  void whatWasShownIsBegunOnceTheNameIsTyped() {
    line.failover().on(PLANS, 200, PLAN).on(BEGIN, 202, BEGUN);

    Line.Run run =
        line.typing("site-b\n").run("switchover", "--no-watch", "--comment", "maintenance");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out()).contains("switchover at site-b").contains("begun: 0f1e");
    assertThat(run.err()).contains("type the site's name (site-b)");
    assertThat(sent())
        .isEqualTo(
            "{\"verb\":\"switchover\",\"planHash\":\"5f1c\",\"expectedPrimary\":\"site-a\","
                + "\"term\":7,\"comment\":\"maintenance\"}");
  }

  @Test
  void anotherNameOrNoneBeginsNothing() {
    line.failover().on(PLANS, 200, PLAN);

    assertThat(line.typing("site-a\n").run("switchover").code()).isEqualTo(4);
    assertThat(line.typing("").run("drill").code()).isEqualTo(4);
    assertThat(line.run("reprotect", "--yes", "site-a").code()).isEqualTo(4);
    assertThat(begun()).isZero();
  }

  @Test
  void theNameMayBeGivenBeforehandAndTheResultIsOneDocument() {
    line.failover().on(PLANS, 200, PLAN).on(BEGIN, 202, BEGUN);

    Line.Run run = line.run("switchover", "--yes", "site-b", "--no-watch", "-o", "json");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.json().path("id").asText()).isEqualTo("0f1e");
    assertThat(run.err()).contains("switchover at site-b");
  }

  @Test
  void problemsStopItUnlessTheStepIsNamed() {
    line.failover().on(PLANS, 200, TROUBLED).on(BEGIN, 202, BEGUN);

    Line.Run refused = line.run("switchover", "--yes", "site-b");
    assertThat(refused.code()).isEqualTo(4);
    assertThat(refused.err()).contains("nothing was begun: step promote would fail");
    assertThat(begun()).isZero();

    Line.Run accepted =
        line.run("switchover", "--yes", "site-b", "--despite", "promote", "--no-watch");
    assertThat(accepted.code()).isZero();
    assertThat(sent()).contains("\"despite\":[\"promote\"]");
  }

  @Test
  void aRefusalStopsIt() {
    line.failover()
        .on(PLANS, 200, PLAN.replace("\"refusals\":[]", "\"refusals\":[\"promoted already\"]"));

    Line.Run run = line.run("drill", "--yes", "site-b");

    assertThat(run.code()).isEqualTo(4);
    assertThat(run.err()).contains("promoted already");
    assertThat(begun()).isZero();
  }

  @Test
  void aFailoverNeedsTheLossAccepted() {
    line.failover().on(PLANS, 200, LOSSY).on(BEGIN, 202, BEGUN);

    Line.Run unsaid = line.run("failover", "--yes", "site-b");
    assertThat(unsaid.code()).isEqualTo(4);
    assertThat(unsaid.out()).contains("What may be lost:\n  up to 12 s of writes");
    assertThat(unsaid.err()).contains("--accept-data-loss 81234");
    Line.Run another = line.run("failover", "--yes", "site-b", "--accept-data-loss", "81233");
    assertThat(another.code()).isEqualTo(4);
    assertThat(begun()).isZero();

    Line.Run accepted =
        line.run(
            "failover",
            "--yes=site-b",
            "--accept-data-loss=81234",
            "--force-reason=fenced by hand",
            "--no-watch");
    assertThat(accepted.code()).as("%s", accepted).isZero();
    assertThat(sent())
        .contains("\"acceptDataLoss\":{\"watermark\":81234}")
        .contains("\"forceReason\":\"fenced by hand\"");
  }

  @Test
  void aReprotectNamesTheOrphansThatMayGo() {
    line.failover().on(PLANS, 200, PLAN).on(BEGIN, 202, BEGUN);

    line.run("reprotect", "--yes", "site-b", "--confirm-orphans", "9f2c", "--no-watch");

    assertThat(sent()).contains("\"verb\":\"reprotect\"").contains("\"confirm\":\"9f2c\"");
  }

  @Test
  void aPlanThatDoesNotHoldAnyMoreIsRefused() {
    line.failover()
        .on(PLANS, 200, PLAN)
        .problem(BEGIN, 412, "Not what was planned any more", "the term is 8");

    Line.Run run = line.run("switchover", "--yes", "site-b");

    assertThat(run.code()).isEqualTo(4);
    assertThat(run.err()).contains("the term is 8");
    assertThat(begun()).isEqualTo(1);
  }

  @Test
  void withoutAnAnswerTheSameIsAskedOnceMore() {
    line.failover()
        .on(PLANS, 200, PLAN)
        .problem(BEGIN, 503, "An etcd does not answer", "again")
        .on(BEGIN, 202, BEGUN);

    Line.Run run = line.run("failback", "--yes", "site-b", "--no-watch");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(begun()).isEqualTo(2);
    assertThat(
            line.failover().asked().stream()
                .filter(asked -> asked.call().equals(BEGIN))
                .map(asked -> asked.header("Idempotency-key").orElseThrow())
                .distinct())
        .hasSize(1);
  }

  @Test
  void whatIsBegunIsFollowedToItsEnd() {
    line.failover()
        .on(PLANS, 200, PLAN)
        .on(BEGIN, 202, BEGUN)
        .on(
            "GET /api/v1/operations/0f1e/events",
            200,
            "text/event-stream",
            "id:2\nevent:operation\ndata:{\"id\":\"0f1e\",\"state\":\"succeeded\",\"steps\":[]}\n\n");

    Line.Run run = line.run("drill", "--yes", "site-b");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out()).contains("succeeded");
  }
}
