package io.understudy.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The chart, rendered by Helm itself. */
final class Chart {

  static final Path FOLDER = Path.of("etcd-sync").toAbsolutePath();
  static final String NAMESPACE = "cpaas-system";

  /** The one value without a default. */
  static final String VIP = "source: {vip: 192.0.2.10}\n";

  /** The least that the chart asks for. */
  private static final String KUBERNETES_VERSION = "1.27.0";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final KubernetesSerialization KUBERNETES = new KubernetesSerialization();

  private Chart() {}

  /**
   * Helm's library leaves hooks out of what it renders, so they are rendered as what they are not.
   */
  private static final String HOOK = "helm.sh/hook:";

  private static final String NO_HOOK = "rendered.helm.sh/hook:";

  static Helm helm() {
    return new Helm(FOLDER);
  }

  /**
   * @param values YAML
   * @throws RuntimeException with Helm's message if it does not render
   */
  static List<HasMetadata> render(String values) {
    return objects(text(values));
  }

  /**
   * @param text YAML of several documents
   */
  static List<HasMetadata> objects(String text) {
    List<HasMetadata> objects = new ArrayList<>();
    for (String document : text.split("(?m)^---\\s*$")) {
      if (!document.lines().allMatch(line -> line.isBlank() || line.startsWith("#"))) {
        objects.add((HasMetadata) KUBERNETES.unmarshal(document));
      }
    }
    return objects;
  }

  static String text(String values) {
    return text(values, Map.of());
  }

  /** What Helm says after an installation, which it does not when it only renders. */
  static String notes(String values) {
    try {
      String notes = Files.readString(FOLDER.resolve("templates/NOTES.txt"));
      String shown =
          text(
              values,
              Map.of(
                  "shown.txt",
                  notes,
                  "templates/shown.yaml",
                  """
                  apiVersion: v1
                  kind: ConfigMap
                  metadata: {name: shown}
                  data: {notes: {{ tpl (.Files.Get "shown.txt") . | quote }}}
                  """));
      return one(objects(shown), ConfigMap.class, "shown").getData().get("notes");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * @param more files of the chart, by their paths
   */
  private static String text(String values, Map<String, String> more) {
    Path file = null;
    Path copy = null;
    try {
      file = Files.createTempFile("values", ".yaml");
      Files.writeString(file, values);
      copy = withoutHooks();
      for (Map.Entry<String, String> one : more.entrySet()) {
        Files.writeString(copy.resolve(one.getKey()), one.getValue());
      }
      return new Helm(copy)
          .template()
          .withName("etcd-sync")
          .withNamespace(NAMESPACE)
          .withKubeVersion(KUBERNETES_VERSION)
          .withValuesFile(file)
          .call()
          .replace(NO_HOOK, HOOK);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } finally {
      delete(file);
      delete(copy);
    }
  }

  private static Path withoutHooks() throws IOException {
    Path copy = Files.createTempDirectory("chart");
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path from : files.filter(Files::isRegularFile).toList()) {
        Path to = copy.resolve(FOLDER.relativize(from).toString());
        Files.createDirectories(to.getParent());
        Files.writeString(to, Files.readString(from).replace(HOOK, NO_HOOK));
      }
    }
    return copy;
  }

  private static void delete(@Nullable Path path) {
    if (path == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static JsonNode yaml(Path file) {
    try {
      return yaml(Files.readString(file));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Aliases are put in place. */
  static JsonNode yaml(String text) {
    return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
  }

  static <T extends HasMetadata> List<T> of(List<HasMetadata> objects, Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  static <T extends HasMetadata> T one(List<HasMetadata> objects, Class<T> kind, String name) {
    return of(objects, kind).stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " " + name));
  }
}
