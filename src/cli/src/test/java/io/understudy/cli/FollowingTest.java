package io.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Operations as they go, and as they went. */
class FollowingTest {

  private static final String EVENTS = "GET /api/v1/operations/0f1e/events";
  private static final String LIST = "GET /api/v1/operations";
  private static final String ONE = "GET /api/v1/operations/0f1e";
  private static final String SSE = "text/event-stream";

  @RegisterExtension private final Line line = new Line();

  private static String event(int id, String state, String phase, String waitsFor) {
    return """
        id:%d
        event:operation
        data:{"id":"0f1e","verb":"drill","site":"site-b","state":"%s","waitsFor":%s,\
        "beganAt":"2026-01-01T03:00:00Z","by":"cn=alice","rtoSeconds":3.25,"rtoFrom":"the freeze",\
        "steps":[{"name":"freeze","phase":"%s","mode":"run","attempts":1,"seconds":0.5,\
        "summary":"frozen","why":null}]}

        """
        .formatted(id, state, waitsFor, phase);
  }

  @Test
  void asYamlEachChangeIsADocument() throws IOException {
    line.failover()
        .on(
            EVENTS,
            200,
            SSE,
            event(1, "running", "pending", "null") + event(2, "succeeded", "done", "null"));

    Line.Run run = line.run("watch", "0f1e", "-o", "yaml");

    assertThat(run.code()).as("%s", run).isZero();
    try (MappingIterator<JsonNode> documents =
        new YAMLMapper().readerFor(JsonNode.class).readValues(run.out())) {
      assertThat(documents.readAll())
          .extracting(document -> document.path("state").asText())
          .containsExactly("running", "succeeded");
    }
  }

  @Test
  void eachChangeIsALine() {
    line.failover()
        .on(
            EVENTS,
            200,
            SSE,
            event(1, "running", "pending", "null")
                + ":still here\n\n"
                + event(2, "running", "began", "null")
                + event(3, "running", "began", "null")
                + event(4, "succeeded", "done", "null"));

    Line.Run run = line.run("watch", "0f1e");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("drill 0f1e at site-b\nrunning\n[1/1] freeze began in 0.5 s: frozen\n")
        .contains("[1/1] freeze done in 0.5 s: frozen\nsucceeded\n")
        .contains("3.3 s, counted: the freeze");
    assertThat(run.out().split("freeze began", -1)).hasSize(2);
  }

  @Test
  void theOneThatGoesOnIsFollowedWithoutAName() {
    line.failover()
        .on(
            LIST,
            200,
            "{\"operations\":[{\"id\":\"aa\",\"state\":\"cancelled\"},"
                + "{\"id\":\"0f1e\",\"state\":\"running\"}]}")
        .on(EVENTS, 200, SSE, event(4, "cancelled", "undone", "null"));

    assertThat(line.run("watch").code()).isEqualTo(3);
  }

  @Test
  void nothingToFollowIsAnError() {
    line.failover().on(LIST, 200, "{\"operations\":[]}");

    Line.Run run = line.run("watch");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("no operation goes on");
  }

  @Test
  void asJsonEachEventIsALine() {
    line.failover()
        .on(
            EVENTS,
            200,
            SSE,
            event(1, "running", "began", "null") + event(2, "succeeded", "done", "null"));

    Line.Run run = line.run("watch", "0f1e", "-o", "json");

    assertThat(run.code()).isZero();
    assertThat(run.out().lines()).hasSize(2).allMatch(each -> each.startsWith("{\"id\":\"0f1e\""));
  }

  @Test
  void whoeverHasToDecideIsTold() {
    String waits = "{\"step\":\"look\",\"what\":\"open the page\"}";
    line.failover().on(EVENTS, 200, SSE, event(1, "waiting", "began", waits));

    Line.Run run = line.run("watch", "0f1e", "--until-waiting");

    assertThat(run.code()).as("%s", run).isEqualTo(3);
    assertThat(run.out())
        .contains("waits at look: open the page")
        .contains("understudy say 0f1e approve");
  }

  @Test
  void whoeverPausedItIsToldHowItGoesOn() {
    String waits = "{\"step\":\"\",\"what\":\"paused by cn=alice; resume it\"}";
    line.failover().on(EVENTS, 200, SSE, event(1, "waiting", "began", waits));

    Line.Run run = line.run("watch", "0f1e", "--until-waiting");

    assertThat(run.out())
        .contains("waits: paused by cn=alice; resume it")
        .contains("understudy say 0f1e resume|cancel")
        .doesNotContain("approve");
  }

  @Test
  void anOperationThatIsNotThereIsAnError() {
    Line.Run run = line.run("watch", "0f1e");

    assertThat(run.code()).isEqualTo(1);
    assertThat(line.run("watch", "../plans").code()).isEqualTo(2);
  }

  private Follower follower(Duration silence) {
    Endpoints endpoints =
        new Endpoints(
            new World(Map.of(), null, null, null, false, InstantSource.system()),
            Map.of(Service.FAILOVER, line.failover().address()),
            "",
            Optional.empty());
    return new Follower(
        new Rest(endpoints),
        "0f1e",
        new Follower.Timing(Duration.ofSeconds(60), silence, Duration.ofMillis(10)));
  }

  @Test
  void aConnectionThatEndsIsMadeAgainFromTheLastEventOn() {
    line.failover()
        .on(EVENTS, 200, SSE, event(7, "running", "began", "null"))
        .problem(EVENTS, 503, "Too many follow operations", "close some")
        .on(EVENTS, 200, SSE, event(9, "succeeded", "done", "null"));
    List<String> states = new ArrayList<>();

    JsonNode last =
        follower(Duration.ofSeconds(60))
            .follow(operation -> states.add(operation.path("state").asText()));

    assertThat(last.path("state").asText()).isEqualTo("succeeded");
    assertThat(states).containsExactly("running", "succeeded");
    assertThat(line.failover().asked().getLast().header("Last-event-id")).contains("7");
  }

  @Test
  void aConnectionThatIsSilentIsMadeAgain() {
    line.failover()
        .held(EVENTS, SSE, event(7, "running", "began", "null"))
        .on(EVENTS, 200, SSE, event(9, "succeeded", "done", "null"));

    JsonNode last = follower(Duration.ofMillis(500)).follow(operation -> true);

    assertThat(last.path("state").asText()).isEqualTo("succeeded");
  }

  @Test
  void whatIsOverIsLookedUp() {
    line.failover()
        .on(EVENTS, 204, SSE, "")
        .on(ONE, 200, "{\"id\":\"0f1e\",\"state\":\"succeeded\",\"steps\":[]}");

    assertThat(line.run("watch", "0f1e").code()).isZero();
  }

  @Test
  void whatTellsNothingIsGivenUp() {
    line.failover().on(EVENTS, 200, SSE, ":nothing\n\n");

    assertThatThrownBy(() -> follower(Duration.ofSeconds(60)).follow(operation -> true))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo(ExitCode.UNREACHABLE));
  }

  @Test
  void historyHasWhatWasMeasured() {
    line.failover()
        .on(
            LIST,
            200,
            "{\"operations\":[{\"id\":\"0f1e\",\"state\":\"succeeded\"}],\"unreadable\":[\"bb\"]}")
        .on(
            ONE,
            200,
            "{\"id\":\"0f1e\",\"verb\":\"switchover\",\"state\":\"succeeded\",\"rtoSeconds\":12.34,"
                + "\"rpoSeconds\":0.0,\"by\":\"cn=alice\",\"comment\":null,\"steps\":[]}");

    Line.Run run = line.run("history");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out())
        .containsPattern("0f1e +switchover +succeeded +- +- +12.3 s +0 s +cn=alice");
    assertThat(run.err()).contains("journal of operation bb");
    assertThat(line.run("history", "-o", "json").json().at("/operations/0/rtoSeconds").asDouble())
        .isEqualTo(12.34);
  }

  @Test
  void historyIsAsLongAsWanted() {
    line.failover()
        .on(LIST, 200, "{\"operations\":[{\"id\":\"0f1e\"},{\"id\":\"0f1d\"}]}")
        .on(ONE, 200, "{\"id\":\"0f1e\"}");

    Line.Run run = line.run("history", "--limit", "1", "-o", "yaml");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.yaml().path("operations")).hasSize(1);
    assertThat(line.run("history", "--limit", "0").code()).isEqualTo(2);
  }

  @Test
  void noHistoryIsNoError() {
    line.failover().on(LIST, 200, "{\"operations\":[],\"unreadable\":[]}");

    Line.Run run = line.run("history");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("no operation yet");
  }

  @Test
  void oneOfThemIsShownWithItsSteps() {
    line.failover()
        .on(
            ONE,
            200,
            "{\"id\":\"0f1e\",\"verb\":\"drill\",\"state\":\"waiting\","
                + "\"steps\":[{\"name\":\"drain\",\"phase\":\"failed\",\"mode\":\"run\","
                + "\"summary\":null,\"why\":\"too late\"}]}");

    Line.Run run = line.run("history", "0f1e");

    assertThat(run.code()).isZero();
    assertThat(run.out()).containsPattern("drain +failed +run +- +too late");
  }
}
