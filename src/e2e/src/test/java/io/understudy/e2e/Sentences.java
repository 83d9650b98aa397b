package io.understudy.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the code says to people: its string literals, put together where it concatenates them. */
final class Sentences {

  private static final Pattern CONCATENATION = Pattern.compile("\"\\s*\\+\\s*\"");

  private final String all;

  private Sentences(String all) {
    this.all = all;
  }

  /** Of the sources that ship. */
  static Sentences ofTheCode() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String module : List.of("src", "sync-service", "monitor-service", "failover-service")) {
      try (Stream<Path> files = Files.walk(Sources.root().resolve(module))) {
        for (Path file : files.filter(Sentences::ships).sorted().toList()) {
          all.append(CONCATENATION.matcher(Files.readString(file)).replaceAll(""));
        }
      }
    }
    return new Sentences(all.toString().replace("\\\"", "\""));
  }

  private static boolean ships(Path file) {
    String path = file.toString();
    return path.endsWith(".java")
        && path.contains("/src/main/java/")
        && !path.contains("/e2e/")
        && !path.contains("/testkit/");
  }

  /**
   * Whether the code has it.
   *
   * @param fragment without what differs each time
   */
  boolean contain(String fragment) {
    return all.contains(fragment);
  }
}
