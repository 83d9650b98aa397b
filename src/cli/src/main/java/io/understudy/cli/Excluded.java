package io.understudy.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Objects of namespaces as kubectl lists them, each as one line of JSON. */
final class Excluded {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Kubectl kubectl;
  private final Progress progress;

  /**
   * @param progress told of each namespace
   */
  Excluded(Kubectl kubectl, Progress progress) {
    this.kubectl = kubectl;
    this.progress = progress;
  }

  /**
   * All resources that live in namespaces and can be listed.
   *
   * @param without these
   */
  List<String> kinds(Set<String> without) {
    List<String> kinds = new ArrayList<>();
    kubectl.run(
        List.of("api-resources", "--namespaced=true", "--verbs=list", "--output=name"),
        output -> {
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8));
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank() && !without.contains(line.strip())) {
              kinds.add(line.strip());
            }
          }
        });
    return kinds;
  }

  /**
   * Writes a file for its owner alone, which is there only when it is whole.
   *
   * @return how many objects, by namespace; 0 for one that is not there
   * @throws IOException if it cannot be written, or is there already
   */
  Map<String, Long> save(List<String> namespaces, List<String> kinds, Path file)
      throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new FileAlreadyExistsException(file.toString());
    }
    // Temporary files are their owner's alone; said once more, as that is what counts here.
    Path part =
        Files.createTempFile(
            directory,
            ".understudy-",
            ".part",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Map<String, Long> counts;
      try (PrintWriter out =
          new PrintWriter(Files.newBufferedWriter(part, StandardCharsets.UTF_8))) {
        counts = write(namespaces, kinds, out);
        if (out.checkError()) {
          throw new IOException("it was not written as a whole");
        }
      }
      Files.move(part, file);
      return counts;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /**
   * The same to where it is asked for.
   *
   * @return how many objects, by namespace; 0 for one that is not there
   */
  Map<String, Long> write(List<String> namespaces, List<String> kinds, PrintWriter out) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String namespace : namespaces) {
      progress.at(counts.size(), namespaces.size(), namespace);
      long count = list(List.of("get", "namespace", namespace), out);
      if (count > 0) {
        count += list(List.of("get", String.join(",", kinds), "--namespace=" + namespace), out);
      }
      counts.put(namespace, count);
    }
    out.flush();
    return counts;
  }

  private long list(List<String> what, PrintWriter out) {
    List<String> arguments = new ArrayList<>(what);
    arguments.addAll(List.of("--output=json", "--ignore-not-found"));
    long[] count = {0};
    kubectl.run(arguments, output -> count[0] = copy(output, out));
    return count[0];
  }

  /** A list's items, or the one object; one in memory at a time. */
  private static long copy(InputStream output, PrintWriter out) throws IOException {
    try (JsonParser parser = JSON.getFactory().createParser(output)) {
      if (parser.nextToken() == null) {
        return 0;
      }
      ObjectNode single = JSON.createObjectNode();
      long items = -1;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (field.equals("items") && value == JsonToken.START_ARRAY) {
          items = 0;
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            line(JSON.readTree(parser), out);
            items++;
          }
        } else {
          single.set(field, JSON.<JsonNode>readTree(parser));
        }
      }
      if (items < 0) {
        line(single, out);
        return 1;
      }
      return items;
    }
  }

  private static void line(JsonNode object, PrintWriter out) {
    out.print(object);
    out.print('\n');
  }
}
