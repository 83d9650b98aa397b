package io.understudy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.chart.Dockerfile.Instruction;
import io.understudy.chart.Dockerfile.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The images, as far as can be told without an engine that builds them. */
class DockerfilesTest {

  private static final Path IMAGES = Path.of("images");
  private static final Path ROOT = Path.of("..");
  private static final Dockerfile JVM = Dockerfile.read(IMAGES.resolve("Dockerfile"));
  private static final Dockerfile NATIVE = Dockerfile.read(IMAGES.resolve("Dockerfile.native"));
  private static final List<String> SERVICES =
      List.of("sync-service", "monitor-service", "failover-service");

  /** As a pattern, which may find nothing beside a source that is there. */
  private static final String BOM = "${SERVICE}/target/bom.jso[n]";

  private static final int MINUTES_MAX = 2;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", "Dockerfile.native"})
  void theLastStageOnlyHoldsTheServiceAndRunsItAsNobody(String name) {
    Dockerfile file = Dockerfile.read(IMAGES.resolve(name));
    Stage last = file.stages().getLast();

    assertThat(file.stages()).hasSizeGreaterThan(1);
    assertThat(last.name()).isEmpty();
    assertThat(last.last("USER")).isEqualTo("10001:10001");
    assertThat(last.all("RUN")).as("needs no shell").isEmpty();
    assertThat(last.all("CMD")).isEmpty();
    assertThat(last.all("ADD")).isEmpty();
    assertThat(last.all("COPY"))
        .isNotEmpty()
        .allSatisfy(copy -> assertThat(copy.option("from")).isNotEmpty());
    assertThat(last.last("LABEL"))
        .contains("org.opencontainers.image.title=\"${SERVICE}\"")
        .contains("org.opencontainers.image.description=\"")
        .contains("org.opencontainers.image.version=\"${VERSION}\"");
    assertThat(last.all("ARG"))
        .extracting(one -> one.rest().replaceAll("=.*", ""))
        .as("labels are of this stage's arguments")
        .contains("SERVICE", "VERSION");
    assertThat(file.defaults().get("VERSION"))
        .isEqualTo(Chart.yaml(Chart.FOLDER.resolve("Chart.yaml")).path("appVersion").asText());
  }

  @Test
  void theUserIsTheChartsToo() {
    assertThat(Policy.pods(Chart.render(Chart.VIP)))
        .isNotEmpty()
        .allMatch(pod -> pod.getSpec().getSecurityContext().getRunAsUser() == 10001);
  }

  /** An entry in the form of a text would go by a shell. */
  @Test
  void theServiceIsTheProcess() throws IOException {
    List<String> jvm = entry(JVM);
    assertThat(jvm.getFirst()).isEqualTo("java");
    assertThat(jvm.subList(jvm.size() - 2, jvm.size())).containsExactly("-jar", "quarkus-run.jar");
    assertThat(jvm).contains("-XX:AOTCache=" + made(JVM));
    assertThat(entry(NATIVE)).containsExactly("/usr/local/bin/service");
  }

  private static List<String> entry(Dockerfile file) throws IOException {
    String text = file.stages().getLast().last("ENTRYPOINT");
    return List.of(new ObjectMapper().readValue(text, String[].class));
  }

  /** The cache that the stage before has trained. */
  private static String made(Dockerfile file) {
    String run = file.stages().getFirst().last("RUN");
    assertThat(run).startsWith("train ");
    return run.substring("train ".length());
  }

  /** Whoever builds says where from; nothing here names a registry. */
  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", "Dockerfile.native"})
  void basesAreShortNamesOfOneVersion(String name) {
    List<String> bases =
        Dockerfile.read(IMAGES.resolve(name)).bases().stream()
            .filter(base -> !base.isEmpty() && !base.equals("scratch"))
            .toList();

    assertThat(bases)
        .allSatisfy(
            base -> {
              String first = base.split("/")[0];
              assertThat(base.contains("/") && first.matches(".*[.:].*|localhost"))
                  .as("%s names a registry", base)
                  .isFalse();
              assertThat(base).matches("[a-z0-9/_-]+:[0-9][A-Za-z0-9._-]*");
            });
    assertThat(NATIVE.stages().getLast().base()).isEqualTo("scratch");
  }

  @Test
  void whatIsCopiedIsThere() throws IOException {
    for (Dockerfile file : List.of(JVM, NATIVE)) {
      for (Stage stage : file.stages()) {
        for (Instruction copy : stage.all("COPY")) {
          for (String source : copy.sources()) {
            isThere(file, copy.option("from"), source);
          }
        }
      }
    }
    assertThat(Files.readAllLines(ROOT.resolve(".dockerignore")))
        .as("what Maven built reaches the engine")
        .contains("**/target/*", "!**/target/quarkus-app");
  }

  private static void isThere(Dockerfile file, String from, String source) {
    if (from.isEmpty()) {
      if (source.equals("${SERVICE}/target/quarkus-app/") || source.equals(BOM)) {
        return; // By the names that quarkusNamesItsOutput and the profile sbom hold.
      }
      assertThat(ROOT.resolve(source)).exists();
      return;
    }
    Stage made =
        file.stages().stream()
            .filter(stage -> stage.name().equals(from))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no stage " + from));
    assertThat(made.instructions())
        .as("stage %s makes %s", from, source)
        .anyMatch(
            one ->
                Set.of("COPY", "RUN").contains(one.word())
                    && one.rest().contains(source.replaceAll("/$", "")));
  }

  /** Under target: quarkus-app of a fast-jar, and a binary that ends with -runner. */
  @Test
  void quarkusNamesItsOutput() throws IOException {
    for (String service : SERVICES) {
      Properties properties = new Properties();
      Path file = ROOT.resolve(service).resolve("src/main/resources/application.properties");
      try (var in = Files.newInputStream(file)) {
        properties.load(in);
      }
      assertThat(properties.stringPropertyNames())
          .noneMatch(name -> name.startsWith("quarkus.package."));
      assertThat(Files.readString(ROOT.resolve(service).resolve("pom.xml")))
          .contains("<artifactId>quarkus-maven-plugin</artifactId>")
          .doesNotContain("quarkus.package", "<finalName>");
    }
    assertThat(settings("native"))
        .containsExactlyInAnyOrder(
            "quarkus.native.enabled=true", "quarkus.package.jar.enabled=true");
    assertThat(NATIVE.stages().getFirst().last("RUN")).contains("/target/*-runner");
  }

  @Test
  void profilesThatAreCalledAreThereAndNoneIsOnByItself() throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    String called =
        NATIVE.stages().getFirst().last("RUN")
            + Files.readString(ROOT.resolve("docs/kubernetes.md"));

    Set<String> names =
        Pattern.compile("-P(\\w+)")
            .matcher(called)
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toSet());
    assertThat(names).containsExactlyInAnyOrder("native", "sbom");
    for (String name : names) {
      assertThat(profile(pom, name)).doesNotContain("<activation>", "activeByDefault");
    }
    assertThat(profile(pom, "sbom"))
        .contains("<artifactId>cyclonedx-maven-plugin</artifactId>", "<goal>makeBom</goal>")
        .contains("<phase>package</phase>", "<outputFormat>json</outputFormat>")
        .as("target/bom.json")
        .doesNotContain("<outputName>", "<outputDirectory>", "<skip");
    assertThat(pom).contains("<maven.compiler.release>21</maven.compiler.release>");
  }

  @Test
  void aBillOfMaterialsThatWasMadeIsInTheImage() throws IOException {
    assertThat(JVM.stages().getFirst().all("COPY").getFirst().sources())
        .containsExactly("${SERVICE}/target/quarkus-app/", BOM);
    assertThat(NATIVE.stages().getFirst().last("RUN"))
        .contains("\"${SERVICE}/target/bom.json\" /out/app/bom.json");
    assertThat(Files.readAllLines(ROOT.resolve(".dockerignore"))).contains("!**/target/bom.json");
  }

  private static List<String> settings(String profile) throws IOException {
    Matcher found =
        Pattern.compile("<(quarkus[^>]+)>([^<]*)</")
            .matcher(profile(Files.readString(ROOT.resolve("pom.xml")), profile));
    List<String> settings = new ArrayList<>();
    while (found.find()) {
      settings.add(found.group(1) + "=" + found.group(2));
    }
    return settings;
  }

  private static String profile(String pom, String id) {
    int begin = pom.indexOf("<id>" + id + "</id>");
    assertThat(begin).as("profile %s", id).isPositive();
    return pom.substring(begin, pom.indexOf("</profile>", begin));
  }

  @Test
  void theRootOfTheNativeImageIsWholeAndHasNoShell() throws Exception {
    Path out = folder.resolve("root");
    assertThat(run(IMAGES.resolve("gather").toString(), "/bin/ls", out.toString()))
        .returns(0, Ran::status);
    List<String> files = files(out);

    assertThat(files).contains("usr/local/bin/service", "etc/nsswitch.conf", "etc/passwd");
    assertThat(files)
        .filteredOn(file -> !file.startsWith("etc/") && !file.equals("usr/local/bin/service"))
        .as("libraries alone")
        .allMatch(file -> file.matches(".*\\.so(\\.[0-9]+)*"));
    assertThat(Files.readString(out.resolve("etc/nsswitch.conf"))).isEqualTo("hosts: files dns\n");
    assertThat(out.resolve("usr/local/bin/service")).isExecutable();
    Path libc = out.resolve(only(files, ".*/libc\\.so\\.6"));
    Path loader = out.resolve(only(files, ".*/ld-linux[^/]*"));

    Ran linked =
        run(
            loader.toString(),
            "--inhibit-cache",
            "--library-path",
            String.valueOf(libc.getParent()),
            "--list",
            out.resolve("usr/local/bin/service").toString());
    assertThat(linked.status()).isZero();
    assertThat(linked.says().lines().filter(line -> line.contains("=>")))
        .isNotEmpty()
        .allMatch(line -> line.contains("=> " + out));
  }

  @Test
  void gatherTakesOneProgram() throws Exception {
    assertThat(run(IMAGES.resolve("gather").toString(), "/bin/ls", "/bin/cat", "out"))
        .returns(2, Ran::status)
        .satisfies(ran -> assertThat(ran.says()).contains("give one program"));
  }

  private record Ran(int status, String says) {}

  private Ran run(String... command) throws IOException, InterruptedException {
    Path says = folder.resolve("says");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(says.toFile()).start();
    assertThat(process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)).isTrue();
    return new Ran(process.exitValue(), Files.readString(says));
  }

  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .toList();
    }
  }

  private static String only(List<String> files, String pattern) {
    List<String> found = files.stream().filter(file -> file.matches(pattern)).toList();
    assertThat(found).as(pattern).hasSize(1);
    return found.getFirst();
  }
}
