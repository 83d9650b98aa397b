package io.understudy.e2e;

import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.e2e.demo.Demo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of the quick start. Blocks marked {@code sh} are run, in order, beside the demo;
 * {@code sh demo} is the demo. Those of README are run by {@link ReadmeTest}.
 */
class QuickStartTest {

  private static final Pattern CODE = Pattern.compile("^(.*?)\\s+# exit code (\\d+)$");
  private static final Pattern SCRIPT =
      Pattern.compile("(?<![\\w/-])scripts/[a-z][a-z-]*+(?!\\.\\w)");
  private static final Pattern COMMAND =
      Pattern.compile("\\bunderstudy ([a-z][a-z-]+)([^|&`\\n]*)");
  private static final Pattern OPTION = Pattern.compile("(?<!\\S)--[a-z][a-z-]+");

  /** Where {@code scripts/demo} says where it is. */
  private static final String SOURCE = "source target/demo.env";

  private static final long SCRIPT_SECONDS = 1800;

  /**
   * A line whose code is another fails; one that is refused as things have changed, or that could
   * not tell for the moment, is said again.
   */
  private static final String SAY =
      """
      set -u
      say() {
        local code
        for _ in {1..120}; do
          eval "$2"
          code=$?
          if [[ $code == "$1" ]]; then return; fi
          if [[ $code != 5 && ( $code != 4 || $2 != *--yes* ) ]]; then break; fi
          sleep 1
        done
        echo "exit code $code and not $1: $2" >&2
        exit 1
      }
      """;

  @TempDir private Path directory;

  @Test
  void whatTheQuickStartSaysIsDone() throws Exception {
    List<Pages.Block> blocks = Pages.blocks("docs/quick-start.md");
    assertThat(blocks.getFirst()).isEqualTo(new Pages.Block("sh", "demo", "scripts/demo\n"));
    List<String> lines =
        blocks.stream()
            .filter(block -> block.language().equals("sh") && block.mark().isEmpty())
            .flatMap(block -> block.text().lines())
            .toList();
    assertThat(lines).hasSizeGreaterThan(7);
    // A demo that somebody runs beside this one has its own.
    Path environment = directory.resolve("demo.env");
    Path shown = directory.resolve("demo");
    StringBuilder script = new StringBuilder(SAY);
    assertThat(lines.getFirst()).isEqualTo(SOURCE);
    for (String each : lines) {
      String line = each.equals(SOURCE) ? "source " + environment : each;
      Matcher code = CODE.matcher(line);
      boolean has = code.matches();
      script.append(
          "say %s '%s'\n".formatted(has ? code.group(2) : "0", has ? code.group(1) : line));
    }
    Process demo = demo(environment, shown);
    try {
      await().atMost(PATIENCE).until(() -> !demo.isAlive() || Files.exists(environment));
      assertThat(demo.isAlive()).as(Files.readString(shown)).isTrue();

      String said = bash(script.toString());

      assertThat(said).contains("consistent").contains("promote").contains("reprotect");
      await()
          .atMost(PATIENCE)
          .until(() -> Files.readString(shown).contains("users write at site-b now"));
      assertThat(demo.isAlive()).isTrue();
    } finally {
      demo.destroy();
      assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Process demo(Path environment, Path shown) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Ddemo.environment=" + environment,
            "-cp",
            System.getProperty("java.class.path"),
            Demo.class.getName())
        .redirectErrorStream(true)
        .redirectOutput(shown.toFile())
        .start();
  }

  /** What it says, if it ends well. */
  private String bash(String script) throws Exception {
    Path file = Files.writeString(directory.resolve("script"), script);
    Path said = directory.resolve("said");
    List<String> command = new ArrayList<>(List.of("bash"));
    command.add(file.toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(Sources.root().toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(SCRIPT_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as(Files.readString(said)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(said)).isZero();
    return Files.readString(said);
  }

  @Test
  void everyScriptThatAPageNamesIsThere() throws IOException {
    TreeSet<String> named = new TreeSet<>();
    for (Path page : Pages.all()) {
      SCRIPT.matcher(Files.readString(page)).results().forEach(found -> named.add(found.group()));
    }
    assertThat(named).contains("scripts/demo", "scripts/test", "scripts/understudy");
    for (String script : named) {
      assertThat(Sources.root().resolve(script)).as(script).isExecutable();
    }
  }

  /** Every page: the runbook for the night above all. */
  @Test
  void everyOptionThatAPageGivesTheCommandLineIsOneThatItTakes() throws Exception {
    TreeSet<String> wrong = new TreeSet<>();
    TreeSet<String> commands = new TreeSet<>();
    List<String[]> uses = new ArrayList<>();
    for (Path page : Pages.all()) {
      COMMAND
          .matcher(Files.readString(page))
          .results()
          .forEach(found -> uses.add(new String[] {found.group(1), found.group(2)}));
    }
    String known = bash("scripts/understudy --help");
    for (String[] use : uses) {
      boolean hasOption = OPTION.matcher(use[1]).find();
      if (hasOption && known.contains("  " + use[0])) {
        commands.add(use[0]);
      }
    }
    assertThat(commands).contains("failover", "reprotect", "switchover");
    for (String command : commands) {
      String help = bash("scripts/understudy " + command + " --help");
      uses.stream()
          .filter(use -> use[0].equals(command))
          .flatMap(use -> OPTION.matcher(use[1]).results())
          .map(option -> option.group())
          .filter(option -> !help.contains(option))
          .forEach(option -> wrong.add(command + " " + option));
    }
    assertThat(wrong).isEmpty();
  }
}
