package io.understudy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/package-plugin}, run as it is. */
class PackageTest {

  private static final int MINUTES_MAX = 2;

  @TempDir private Path folder;

  private record Ran(int status, String says) {}

  private Ran run(String... arguments) throws IOException, InterruptedException {
    return run(Path.of("../scripts/package-plugin"), arguments);
  }

  private Ran run(Path script, String... arguments) throws IOException, InterruptedException {
    Path says = folder.resolve("says");
    String[] command = new String[arguments.length + 1];
    command[0] = script.toAbsolutePath().toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(says.toFile()).start();
    assertThat(process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)).isTrue();
    return new Ran(process.exitValue(), Files.readString(says));
  }

  @Test
  void chartImagesAndPluginHaveOneVersion() throws Exception {
    Path out = folder.resolve("plugin");

    assertThat(run("1.2.3", out.toString())).returns(0, Ran::status);

    JsonNode chart = Chart.yaml(out.resolve("etcd-sync/Chart.yaml"));
    assertThat(chart.path("version").asText()).isEqualTo("1.2.3");
    assertThat(chart.path("appVersion").asText()).isEqualTo("1.2.3");
    JsonNode plugin = Chart.yaml(out.resolve("etcd-sync/module-plugin.yaml"));
    assertThat(plugin.at("/spec/appReleases/0/chartVersions/0/version").asText())
        .isEqualTo("1.2.3");
    assertThat(Files.readAllLines(out.resolve("images.txt")))
        .containsExactly(
            "understudy/sync-service:1.2.3",
            "understudy/monitor-service:1.2.3",
            "understudy/failover-service:1.2.3");
    String rendered =
        new Helm(out.resolve("etcd-sync-1.2.3.tgz"))
            .template()
            .withKubeVersion("1.30.0")
            .set("source.vip", "192.0.2.10")
            .call();
    assertThat(rendered).contains("image: \"understudy/sync-service:1.2.3\"");
    assertThat(Files.readString(out.resolve("COMMANDS"))).contains("violet create etcd-sync");
  }

  /** In a tree of its own, with one service of which it was made. */
  @Test
  void billsOfMaterialsThatWereMadeAreCollected() throws Exception {
    Path tree = folder.resolve("tree");
    Path script = tree.resolve("scripts/package-plugin");
    Path bom = tree.resolve("sync-service/target/bom.json");
    for (Path file : List.of(script, bom, tree.resolve("k8s/any"))) {
      Files.createDirectories(file.getParent());
    }
    Files.copy(Path.of("../scripts/package-plugin"), script, StandardCopyOption.COPY_ATTRIBUTES);
    copy(Chart.FOLDER, tree.resolve("k8s/etcd-sync"));
    Files.writeString(bom, "{\"bomFormat\": \"CycloneDX\"}");
    Path out = folder.resolve("plugin");

    assertThat(run(script, "1.2.3", out.toString())).returns(0, Ran::status);

    assertThat(out.resolve("sbom")).isDirectoryContaining("glob:**sync-service.json");
    assertThat(out.resolve("sbom/sync-service.json")).hasSameTextualContentAs(bom);
    assertThat(out.resolve("sbom/failover-service.json")).doesNotExist();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path made = to.resolve(from.relativize(file).toString());
        Files.createDirectories(made.getParent());
        Files.copy(file, made);
      }
    }
  }

  @Test
  void itOverwritesNothingAndTakesNoNonsense() throws Exception {
    assertThat(run("1.2.3", folder.toString()).says()).contains("not empty");
    assertThat(run("latest", folder.resolve("x").toString()).says())
        .contains("'latest' is no version; give one like 0.2.0");
    assertThat(folder.resolve("x")).doesNotExist();
  }
}
