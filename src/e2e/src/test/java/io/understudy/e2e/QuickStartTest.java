package io.understudy.e2e;

import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
      Pattern.compile("(?<![\\w/-])(?:scripts/|kubectl )?understudy ([^\\s|&`;)<]+)([^|&`\\n]*)");
  private static final Pattern CODE_OF_A_PAGE =
      Pattern.compile("(?ms)^ *```(?!mermaid).*?^ *```|`[^`\\n]+`");
  private static final Pattern LISTED = Pattern.compile("(?m)^  ([a-z][a-z-]+)(?: .*)?$");
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
    assertThat(blocks.subList(1, blocks.size()))
        .as("blocks: commands are run, all others are what is shown")
        .allMatch(block -> block.mark().isEmpty())
        .allMatch(block -> List.of("sh", "text").contains(block.language()));
    assertThat(Files.readString(Sources.root().resolve("docs/quick-start.md")).lines())
        .filteredOn(line -> line.strip().startsWith("```"))
        .hasSize(2 * blocks.size());
    List<String> lines =
        blocks.stream()
            .filter(block -> block.language().equals("sh") && block.mark().isEmpty())
            .flatMap(block -> block.text().lines())
            .toList();
    assertThat(lines).hasSizeGreaterThan(7);
    // A demo that somebody runs beside this one has its own.
    Path environment = directory.resolve("demo.env");
    StringBuilder script = new StringBuilder(SAY);
    assertThat(lines.getFirst()).isEqualTo(SOURCE);
    for (String each : lines) {
      String line = each.equals(SOURCE) ? "source " + environment : each;
      Matcher code = CODE.matcher(line);
      boolean has = code.matches();
      script.append(
          "say %s '%s'\n".formatted(has ? code.group(2) : "0", has ? code.group(1) : line));
    }
    try (Script demo =
        Script.start(
            directory.resolve("demo"),
            Map.of("UNDERSTUDY_DEMO_ENV", environment.toString()),
            "demo")) {
      await().atMost(PATIENCE).until(() -> !demo.isRunning() || Files.exists(environment));
      assertThat(demo.isRunning()).as(demo.shown()).isTrue();

      String said = bash(script.toString());

      assertThat(said).contains("consistent").contains("promote").contains("reprotect");
      await().atMost(PATIENCE).until(() -> demo.shown().contains("users write at site-b now"));
      assertThat(demo.isRunning()).isTrue();
    }
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
  void everyCommandLineThatAPageGivesIsOneThatIsUnderstood() throws Exception {
    TreeSet<String> wrong = new TreeSet<>();
    TreeMap<String, TreeSet<String>> optionsByCommand = new TreeMap<>();
    TreeSet<String> known = new TreeSet<>();
    String all = bash("scripts/understudy --help");
    LISTED
        .matcher(all.substring(all.indexOf("Commands:")))
        .results()
        .forEach(found -> known.add(found.group(1)));
    assertThat(known).contains("failover", "generate-completion", "status");
    for (Path page : Pages.all()) {
      for (String use : uses(page)) {
        Matcher found = COMMAND.matcher(use);
        assertThat(found.find()).isTrue();
        String command = found.group(1);
        if (known.contains(command)) {
          TreeSet<String> options =
              optionsByCommand.computeIfAbsent(command, any -> new TreeSet<>());
          OPTION.matcher(found.group(2)).results().forEach(each -> options.add(each.group()));
        } else if (!command.startsWith("-")) {
          wrong.add(page.getFileName() + ": " + use);
        }
      }
    }
    assertThat(wrong).as("commands that there are not").isEmpty();
    assertThat(optionsByCommand).containsKeys("failover", "reprotect", "switchover");
    for (Map.Entry<String, TreeSet<String>> command : optionsByCommand.entrySet()) {
      if (!command.getValue().isEmpty()) {
        String help = bash("scripts/understudy " + command.getKey() + " --help");
        assertThat(command.getValue())
            .as("options of %s", command.getKey())
            .allSatisfy(option -> assertThat(help).contains(option));
      }
    }
  }

  /** Command lines of this program in what a page shows as code. */
  private static List<String> uses(Path page) throws IOException {
    return CODE_OF_A_PAGE
        .matcher(Files.readString(page))
        .results()
        .flatMap(code -> COMMAND.matcher(code.group()).results())
        .map(use -> use.group())
        .toList();
  }

  @Test
  void aMisspeltCommandIsFound() throws IOException {
    Path page = Files.writeString(directory.resolve("page.md"), "`understudy failovr --yes b`\n");

    assertThat(uses(page)).containsExactly("understudy failovr --yes b");
  }
}
