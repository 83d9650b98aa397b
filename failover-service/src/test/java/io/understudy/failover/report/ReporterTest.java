package io.understudy.failover.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.understudy.core.failover.Event;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.Verb;
import io.understudy.failover.audit.AuditFiles;
import io.understudy.failover.audit.JournalAudit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pod that is started in the place of one that died. */
class ReporterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private final Journals journals = new Journals();

  @Test
  void whatADeadPodHadNoTimeToWriteIsInTheFileSoonAfterTheStart() throws IOException {
    Path file = directory.resolve("audit");
    RunBook.Kept run = journals.begin("r1", Verb.SWITCHOVER);
    JournalAudit before = AuditFiles.open(file);
    before.told(run, run.journal().last().event());
    Event taken = new Event.TakenOver("pod-0");
    run = journals.add(run, taken);
    before.told(run, taken);
    journals.add(run, new Event.Ended(Event.Outcome.CANCELLED));
    assertThat(Files.readAllLines(file)).hasSize(2);

    KeptRuns runs = new KeptRuns(journals.book(), journals::now);
    Reporter reporter = new Reporter(runs, journals.book(), AuditFiles.open(file), () -> "100");
    reporter.start(new StartupEvent());
    try {
      await().atMost(PATIENCE).until(() -> Files.readAllLines(file).size() > 2);
    } finally {
      reporter.stop(new ShutdownEvent());
    }

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(3);
    assertThat(lines.getLast()).contains("\"run\":\"r1\"").contains("cancelled");
  }
}
