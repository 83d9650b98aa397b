package io.understudy.e2e;

import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.testkit.Captures;
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.FreePorts;
import io.understudy.testkit.ServerTls;
import io.understudy.testkit.TestCa;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * README's commands are run as they stand there, but for the names of other machines and of their
 * files, which stand for etcds, services and files of this test.
 */
class ReadmeTest {

  private static final String BUILD = "mvn verify -DskipTests\n";
  private static final String REST_OF_IT = "...\n";
  private static final Pattern VARIABLE = Pattern.compile("\\b(UNDERSTUDY_[A-Z_]+)=");
  private static final Pattern CURL =
      Pattern.compile("`curl (?:-H '([^']+)' )?(http://monitor-service:8082/[^` ]+)`");
  private static final int STOP_SECONDS = 60;
  private static final int LOG_CHARS = 3000;

  @TempDir private Path directory;

  private final List<Process> started = new ArrayList<>();
  private final Map<String, String> names = new HashMap<>();
  private List<String> blocks = List.of();
  private TwoEtcds etcds;

  @BeforeEach
  void read() throws IOException {
    List<Pages.Block> all = Pages.blocks("README.md");
    assertThat(all)
        .as("README's blocks: each is run here")
        .hasSize(4)
        .allSatisfy(block -> assertThat(block.mark()).isEqualTo("elsewhere"))
        .allSatisfy(block -> assertThat(block.language()).isEqualTo("sh"));
    blocks = all.stream().map(Pages.Block::text).toList();
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : started) {
      List<ProcessHandle> children = process.descendants().toList();
      children.forEach(ProcessHandle::destroy);
      process.destroy();
      boolean ended = process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      children.forEach(ProcessHandle::destroyForcibly);
      assertThat(ended).isTrue();
    }
    if (etcds != null) {
      etcds.close();
    }
  }

  /** The build is the one that this test is part of. */
  private String ofSync() {
    assertThat(blocks.getFirst()).startsWith(BUILD);
    return blocks.getFirst().substring(BUILD.length());
  }

  private void mirrorBetween(EtcdOptions ofSource) {
    etcds = new TwoEtcds(ofSource, ofSource);
    etcds.source().load(Captures.registry(Captures.REGISTRY));
    names.put("http://primary:2379", etcds.sourceProcess().endpoint());
    names.put("https://primary:2379", etcds.sourceProcess().endpoint());
    names.put("http://standby:2379", etcds.targetProcess().endpoint());
  }

  /** Runs it with a shell. Its address once something answers there. */
  private String run(String service, String block, String path) throws IOException {
    String script = block;
    for (Map.Entry<String, String> name : names.entrySet()) {
      script = script.replace(name.getKey(), name.getValue());
    }
    assertThat(script).as("names that nothing stands for").doesNotContain("/etc/", "primary:");
    String port = FreePorts.find(1).getFirst().toString();
    Path log = directory.resolve(service + ".log");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-euc", script)
            .directory(Sources.root().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(variable -> variable.startsWith("UNDERSTUDY_"));
    String java = Path.of(System.getProperty("java.home"), "bin").toString();
    environment.put("PATH", java + File.pathSeparator + System.getenv("PATH"));
    environment.put("JAVA_TOOL_OPTIONS", "-Xmx256m");
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_PORT", port);
    Process process = builder.start();
    started.add(process);
    String address = "http://127.0.0.1:" + port;
    await()
        .atMost(PATIENCE)
        .until(() -> !process.isAlive() || Curl.get(address + path).status() == 200);
    assertThat(process.isAlive()).as("%s: %s", service, tail(log)).isTrue();
    return address;
  }

  private static String tail(Path log) {
    try {
      String text = Files.readString(log);
      return text.substring(Math.max(0, text.length() - LOG_CHARS));
    } catch (IOException gone) {
      throw new UncheckedIOException("the log cannot be read", gone);
    }
  }

  private static void awaitMirror(String sync) {
    await()
        .atMost(PATIENCE)
        .until(() -> Curl.get(sync + "/api/v1/status").body().contains("\"sound\":true"));
  }

  @Test
  void theThreeServicesStartAndAnswerAsReadmeSays() throws IOException {
    mirrorBetween(EtcdOptions.standard());
    String sync = run("sync", ofSync(), "/api/v1/status");
    awaitMirror(sync);
    names.put("http://sync-service:8080", sync);
    String monitor = run("monitor", blocks.get(2), "/healthz");
    names.put("http://monitor-service:8082", monitor);
    names.put(
        "/etc/understudy/token", Files.writeString(directory.resolve("token"), "t").toString());
    run("failover", blocks.get(3), "/api/v1/operations");

    List<MatchResult> calls =
        CURL.matcher(Files.readString(Sources.root().resolve("README.md"))).results().toList();
    assertThat(calls).hasSize(2);
    Map<String, String> answers = new HashMap<>();
    for (MatchResult call : calls) {
      String url = call.group(2).replace("http://monitor-service:8082", monitor);
      answers.put(call.group(2), answer(call.group(1), url));
    }
    assertThat(answers)
        .hasEntrySatisfying(
            "http://monitor-service:8082/check",
            text -> assertThat(text).contains("LOCAL ETCD and REMOTE ETCD are consistent."))
        .hasEntrySatisfying(
            "http://monitor-service:8082/api/v1/readiness",
            text -> assertThat(text).contains("gc-safety"));
  }

  /** As long as a service cannot tell for the moment, it is asked again. */
  private static String answer(String header, String url) {
    String[] arguments = header == null ? new String[] {url} : new String[] {"-H", header, url};
    return await()
        .atMost(PATIENCE)
        .until(() -> Curl.get(arguments), said -> said.status() == 200)
        .body();
  }

  @Test
  void aMirrorOfAnEtcdOfKubernetesStartsToo() throws IOException {
    TestCa ca = new TestCa(directory, "ca");
    Instant end = Instant.now().plus(Duration.ofDays(1));
    TestCa.Issued server = ca.server("etcd", List.of("127.0.0.1"), end);
    mirrorBetween(
        EtcdOptions.standard().tls(new ServerTls(ca.file(), server, ca.client("admin", "root"))));
    TestCa.Issued client = ca.client("mirror", "understudy", end, TestCa.KeyFormat.PKCS8);
    names.put("/etc/understudy/source/ca.crt", ca.file().toString());
    names.put("/etc/understudy/source/tls.crt", client.cert().toString());
    names.put("/etc/understudy/source/tls.key", client.key().toString());
    try (EtcdProcess standby = EtcdProcess.start(EtcdOptions.standard())) {
      names.put("http://standby:2379", standby.endpoint());
      assertThat(blocks.get(1)).endsWith(REST_OF_IT);
      String rest = ofSync().substring(ofSync().indexOf('\n') + 1);

      awaitMirror(run("sync", blocks.get(1).replace(REST_OF_IT, rest), "/api/v1/status"));
    }
  }

  @Test
  void everyVariableIsOneThatAServiceHas() throws IOException {
    TreeSet<String> variables = new TreeSet<>();
    for (String service : List.of("sync-service", "monitor-service", "failover-service")) {
      ConfigProperties.of(service).forEach(property -> variables.add(property.variable()));
    }
    for (String block : blocks) {
      assertThat(VARIABLE.matcher(block).results().map(found -> found.group(1)).toList())
          .isNotEmpty()
          .isSubsetOf(variables);
    }
  }
}
