package io.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What goes by kubectl: a script stands for it, which says what the real one would. */
class KubectlTest {

  private static final String SECRET =
      "{\"kind\":\"Secret\",\"metadata\":{\"name\":\"a\"},\"data\":{\"p\":\"czNjcmV0\"}}";

  @TempDir private Path directory;

  @RegisterExtension private final Line line = new Line();
  private Path asked;

  @BeforeEach
  void noAddresses() {
    asked = directory.resolve("asked");
    line.with("UNDERSTUDY_SYNC_URL", "")
        .with("UNDERSTUDY_MONITOR_URL", "")
        .with("UNDERSTUDY_FAILOVER_URL", "");
  }

  /**
   * @param body of a shell script
   */
  private void kubectl(String body) throws IOException {
    Path script = directory.resolve("kubectl");
    Files.writeString(script, "#!/bin/sh\necho \"$*\" >>" + asked + "\n" + body + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    line.with(Kubectl.VARIABLE, script.toString());
  }

  private List<String> asked() throws IOException {
    return Files.readAllLines(asked);
  }

  @Test
  void aServiceIsReachedThroughAForwardThatEndsWithTheCommand() throws Exception {
    Path pid = directory.resolve("pid");
    kubectl(
        "echo $$ >%s; echo 'Forwarding from 127.0.0.1:%d -> 8082'; exec sleep 600"
            .formatted(pid, URI.create(line.monitor().address()).getPort()));
    line.monitor().on("GET /api/v1/readiness", 200, "{}");

    Line.Run run = line.run("readiness", "--forward", "--context", "b", "--namespace", "ops");

    assertThat(run.code()).as("%s", run).isEqualTo(3);
    assertThat(line.monitor().asked()).hasSize(1);
    assertThat(asked())
        .containsExactly(
            "--context=b port-forward --namespace=ops --address=127.0.0.1"
                + " service/etcd-sync-monitor :http");
    ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
        .ifPresent(forward -> forward.onExit().join());
  }

  @Test
  void anAddressThatIsGivenIsNotForwarded() throws IOException {
    kubectl("exit 1");
    line.monitor().on("GET /api/v1/readiness", 200, "{}");

    Line.Run run =
        line.with("UNDERSTUDY_FORWARD", "true")
            .run("readiness", "--monitor-url", line.monitor().address());

    assertThat(run.code()).as("%s", run).isEqualTo(3);
    assertThat(asked).doesNotExist();
  }

  @Test
  void aForwardThatDoesNotComeAboutIsToldWithItsReason() throws IOException {
    kubectl("echo 'error: services \"etcd-sync-monitor\" not found' >&2; exit 1");

    Line.Run run = line.with("UNDERSTUDY_FORWARD", "true").run("readiness");

    assertThat(run.code()).isEqualTo(5);
    assertThat(run.err())
        .contains("monitor-service is not reached by kubectl port-forward")
        .contains("services \"etcd-sync-monitor\" not found")
        .contains("--context");
  }

  @Test
  void withoutKubectlThatIsTold() {
    line.with(Kubectl.VARIABLE, directory.resolve("nothing").toString());

    Line.Run run = line.run("readiness", "--forward");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("kubectl cannot be run").contains(Kubectl.VARIABLE);
  }

  /** Two namespaces, of which one is there, with two kinds. */
  private void cluster() throws IOException {
    kubectl(
        """
        case "$*" in
          api-resources*) printf 'configmaps\\nevents\\nsecrets\\n' ;;
          'get namespace one '*) echo '{"kind":"Namespace","metadata":{"name":"one"}}' ;;
          'get namespace '*) ;;
          'get configmaps,secrets --namespace=one '*)
            echo '{"apiVersion":"v1","items":[{"kind":"ConfigMap"},%s],"kind":"List"}' ;;
          *) echo "unexpected $*" >&2; exit 1 ;;
        esac
        """
            .formatted(SECRET));
  }

  @Test
  void whatIsLeftOutGoesToAFileOfItsOwnerAlone() throws IOException {
    cluster();
    Path file = directory.resolve("excluded.jsonl");

    Line.Run run = line.run("backup-excluded", file.toString(), "--of", "one,two");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(Files.readAllLines(file))
        .containsExactly(
            "{\"kind\":\"Namespace\",\"metadata\":{\"name\":\"one\"}}",
            "{\"kind\":\"ConfigMap\"}",
            SECRET);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(run.out()).contains("one        3").contains("two        not there");
    assertThat(run.out() + run.err()).doesNotContain("czNjcmV0");
  }

  @Test
  void asJsonTheCountsAreParsed() throws IOException {
    cluster();
    String file = directory.resolve("excluded.jsonl").toString();

    Line.Run run = line.run("backup-excluded", file, "--of", "one", "-o", "json");

    assertThat(run.json().at("/objects/one").asLong()).isEqualTo(3);
    assertThat(run.json().path("file").asText()).isEqualTo(file);
  }

  @Test
  void aFileThatIsThereIsKept() throws IOException {
    cluster();
    Path file = Files.writeString(directory.resolve("excluded.jsonl"), "mine");

    Line.Run run = line.run("backup-excluded", file.toString(), "--of", "one");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("cannot be written").contains("not there yet");
    assertThat(Files.readString(file)).isEqualTo("mine");
  }

  @Test
  void whatCannotBeReadLeavesNoFile() throws IOException {
    kubectl(
        """
        case "$*" in
          'get namespace '*) echo '{"kind":"Namespace"}' ;;
          *) echo '{"items":[{"kind":"ConfigMap"}]}'; echo 'secrets is forbidden' >&2; exit 1 ;;
        esac
        """);
    Path file = directory.resolve("excluded.jsonl");

    Line.Run run =
        line.run("backup-excluded", file.toString(), "--of", "one", "--kinds", "secrets");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("secrets is forbidden");
    try (var files = Files.list(directory)) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("kubectl", "asked");
    }
  }

  @Test
  void whoAsksForTheTerminalGetsIt() throws IOException {
    cluster();

    Line.Run run = line.run("backup-excluded", "-", "--of", "one");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out().lines()).hasSize(3).contains(SECRET);
  }
}
