package io.understudy.failover.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.core.failover.Event;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.Verb;
import io.understudy.failover.report.Journals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which entries of journals have lines, whatever dies in between. */
class JournalAuditTest {

  @TempDir Path directory;

  private final Journals journals = new Journals();
  private RunBook.Kept run = journals.begin("r1", Verb.SWITCHOVER);

  @Test
  void eachEntryHasOneLineWithoutTheValuesOfNotes() throws IOException {
    JournalAudit audit = process();
    audit.told(run, run.journal().last().event());
    tells(audit, new Event.TakenOver("pod-0"));
    tells(audit, new Event.StepBegan("look", 1));
    tells(audit, new Event.Noted("look", "password", "swordfish"));
    tells(audit, new Event.StepFailed("look", "it is dark"));

    assertThat(entries()).containsExactly(0, 1, 2, 3, 4);
    List<JsonNode> lines = lines();
    assertThat(lines.get(0).path("by").asText()).isEqualTo("alice");
    assertThat(lines.get(0).path("comment").asText()).isEqualTo("as planned");
    assertThat(lines.get(3).path("name").asText()).isEqualTo("password");
    assertThat(lines.get(4).path("why").asText()).isEqualTo("it is dark");
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.path("kind").asText()).isEqualTo("run");
              assertThat(line.path("run").asText()).isEqualTo("r1");
              assertThat(line.path("verb").asText()).isEqualTo("switchover");
              assertThat(line.path("hash").asText()).hasSize(64);
              assertThat(line.toString()).doesNotContain("swordfish");
            });
  }

  @Test
  void whoTakesARunOverWritesWhatTheOtherHadNoTimeTo() throws IOException {
    JournalAudit first = process();
    first.told(run, run.journal().last().event());
    tells(first, new Event.TakenOver("pod-0"));
    run = journals.add(run, new Event.StepBegan("look", 1));

    tells(process(), new Event.TakenOver("pod-0"));

    assertThat(entries()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void anEndThatHasNoLineGetsItAtTheNextStartAndOnlyOnce() throws IOException {
    JournalAudit first = process();
    first.told(run, run.journal().last().event());
    tells(first, new Event.TakenOver("pod-0"));
    run = journals.add(run, new Event.Ended(Event.Outcome.CANCELLED));

    process().complete(run);
    process().complete(run);

    assertThat(entries()).containsExactly(0, 1, 2);
  }

  @Test
  void aRunThatAnEmptyFileKnowsNothingOfIsNotWrittenAgainAtAStart() {
    run = journals.add(run, new Event.Ended(Event.Outcome.CANCELLED));

    process().complete(run);

    assertThat(directory.resolve("audit")).doesNotExist();
  }

  private void tells(JournalAudit audit, Event event) {
    run = journals.add(run, event);
    audit.told(run, event);
  }

  private JournalAudit process() {
    return AuditFiles.open(directory.resolve("audit"));
  }

  private List<Integer> entries() throws IOException {
    return lines().stream().map(line -> line.path("entry").asInt()).toList();
  }

  private List<JsonNode> lines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve("audit"))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }
}
