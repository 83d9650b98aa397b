package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.e2e.Cli.Run;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line does as a process without the services. */
class CommandLineAloneTest {

  @TempDir private Path directory;

  private Cli understudy() {
    return new Cli(directory, Map.of());
  }

  /** A script stands for kubectl. */
  @Test
  void whatIsLeftOutIsSavedByKubectl() throws IOException {
    Path kubectl =
        Files.writeString(
            directory.resolve("kubectl"),
            """
            #!/bin/sh
            case "$*" in
              *--context=gone*) echo 'error: context "gone" does not exist' >&2; exit 1 ;;
              'get namespace '*) echo '{"kind":"Namespace"}' ;;
              *) echo '{"items":[{"kind":"ConfigMap"}]}' ;;
            esac
            """);
    Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwx------"));
    Cli cluster = understudy().with("UNDERSTUDY_KUBECTL", kubectl.toString());
    Path saved = directory.resolve("excluded.jsonl");
    String[] backup = {
      "backup-excluded", saved.toString(), "--of", "one", "--kinds", "configmaps", "-o", "json"
    };

    Run run = cluster.run(backup);
    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.json().at("/objects/one").asLong()).isEqualTo(2);
    assertThat(Files.readAllLines(saved)).hasSize(2);
    assertThat(cluster.run(backup).code()).as("it is there already").isEqualTo(1);
    backup[1] = directory.resolve("second.jsonl").toString();
    backup[backup.length - 1] = "yaml";
    assertThat(cluster.run(backup).yaml().at("/objects/one").asLong()).isEqualTo(2);
    Run gone = cluster.run("backup-excluded", saved + "-2", "--context", "gone");
    assertThat(gone.code()).as("%s", gone).isEqualTo(1);
    assertThat(gone.err()).contains("does not exist");
  }

  @Test
  void bashCompletesTheCommands() {
    String line = "source <('%s' generate-completion) && complete -p understudy";

    Run run = understudy().program(List.of("bash", "-c", line.formatted(Cli.script())));

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out()).contains("-F _complete_understudy");
  }

  @Test
  void itTellsItsVersion() {
    Run run = understudy().run("--version");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out()).matches("understudy \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n");
  }

  /** kubectl runs what has that name on the PATH, and gives it what follows. */
  @Test
  void aLinkMakesItAPluginOfKubectl() throws IOException {
    Path plugin =
        Files.createSymbolicLink(directory.resolve("kubectl-understudy"), Path.of(Cli.script()));
    Cli onThePath =
        understudy().with("PATH", directory + File.pathSeparator + System.getenv("PATH"));

    Run help = onThePath.program(List.of("sh", "-c", "kubectl-understudy readiness --help"));
    assertThat(help.code()).as("%s", help).isZero();
    assertThat(help.out()).contains("Usage: understudy readiness").contains("--verb");
    Run wrong = understudy().program(List.of(plugin.toString(), "frobnicate"));
    assertThat(wrong.code()).as("%s", wrong).isEqualTo(2);
  }
}
